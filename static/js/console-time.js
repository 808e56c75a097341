// What changes by the clock alone: the timer, ages, quiet tables, the pace, the age of the state. Data attributes say
// since when; this only writes text.

const $ = (id) => document.getElementById(id);
const QUIET = 300_000;
const BARS = 18;

export function startClocks({ fill, state }) {
  const age = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return fill("s", s);
    return s < 3600 ? fill("min", Math.floor(s / 60)) : fill("h", Math.floor(s / 3600));
  };
  const put = (el, text) => el && el.textContent !== text && (el.textContent = text);
  const list = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${fill("and")} ${items.at(-1)}`);
  const two = (n) => String(n).padStart(2, "0");

  function timer(now) {
    const el = document.querySelector("#r-agenda .clock");
    const ends = Number(el?.dataset.ends);
    if (!ends) return;
    const started = Number(el.dataset.started);
    const left = Math.round((ends - now) / 1000);
    const minutes = `${left < 0 ? "+" : ""}${Math.floor(Math.abs(left) / 60)}`;
    const seconds = two(Math.abs(left) % 60);
    if (el.textContent !== `${minutes}:${seconds}`) {
      const colon = document.createElement("i");
      colon.textContent = ":";
      el.replaceChildren(minutes, colon, seconds);
    }
    const part = ends > started ? Math.max(0, Math.min(100, ((ends - now) * 100) / (ends - started))) : 0;
    $("tb-fill")?.setAttribute("width", part.toFixed(1));
  }

  function tables(now) {
    const tabs = document.querySelector("#r-tables .tabs");
    if (!tabs) return;
    const since = Number(tabs.dataset.since);
    const quiet = [];
    for (const li of tabs.children) {
      const still = Boolean(since) && now - Math.max(Number(li.dataset.at), since) >= QUIET;
      li.classList.toggle("quiet", still);
      if (still) quiet.push(li.dataset.k);
    }
    const note = $("quiet-note");
    note.hidden = quiet.length === 0;
    const all = quiet.length === tabs.children.length;
    if (quiet.length) put(note.querySelector("span"), all ? fill("quietAll") : fill(quiet.length > 1 ? "quietMany" : "quietOne", list(quiet)));
  }

  function pace(now) {
    const el = $("r-tempo");
    if (!el) return;
    const minute = Math.floor(now / 60_000);
    const by = new Map(el.dataset.pace.split(",").filter(Boolean).map((pair) => pair.split(":").map(Number)));
    const bars = Array.from({ length: BARS }, (_, i) => by.get(minute - BARS + 1 + i) ?? 0);
    const most = Math.max(1, ...bars);
    el.querySelectorAll("rect").forEach((rect, i) => {
      const height = (bars[i] * 110) / most;
      rect.setAttribute("height", height.toFixed(1));
      rect.setAttribute("y", (112 - height).toFixed(1));
    });
    put($("pace-now"), fill("pace", bars.at(-2)));
    el.querySelector(".tempo-x time").dataset.clock = (minute - BARS + 1) * 60_000;
  }

  function tick() {
    const now = Date.now();
    for (const el of document.querySelectorAll("#rows time[data-at]")) put(el, age(now - Number(el.dataset.at)));
    timer(now);
    tables(now);
    pace(now);
    for (const el of document.querySelectorAll("time[data-clock]")) {
      const at = Number(el.dataset.clock);
      const day = at && new Date(at);
      put(el, day ? `${day.getHours()}.${two(day.getMinutes())}` : "");
    }
    const { status, at } = state();
    const heard = age(now - at);
    const words = { live: fill("connected"), polling: fill("polling"), connecting: fill("connecting"), offline: fill("offline", heard) };
    const old = status === "live" && now - at > 20_000 ? ` ${fill("state", heard)}` : "";
    put($("net"), (words[status] ?? fill(status)) + old);
    const last = Number($("r-status")?.dataset.last);
    put($("r-status"), last && status !== "offline" ? fill("last", age(now - last)) : "");
  }

  tick();
  setInterval(tick, 1000);
  return { tick, age };
}
