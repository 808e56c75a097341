// An empty petal is filled on the page itself: it needs no other page, so it works without a connection as well.
import { say, words } from "./words.js";

export function startPutSheet({ outbox, arrival }) {
  const sheet = document.getElementById("put");
  let aim = null; // the petal that was tapped: {path, slot, parent}

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".lotuses a[href*='/put?slot='], .lotuses a.choose");
    if (!link || !sheet || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const url = new URL(link.href.baseVal ?? link.href, location.href);
    const slot = Number(url.searchParams.get("slot")) || null;
    aim = { path: `/lotuses/${url.pathname.split("/lotus/")[1].split("/")[0]}/petals`, slot, parent: url.searchParams.get("parent") };
    sheet.querySelector(".badge").textContent = slot ? "ABCDEFGH"[slot - 1] : "";
    sheet.querySelector(".badge").hidden = !slot;
    sheet.showModal();
    sheet.querySelector("input").focus();
  });

  sheet?.addEventListener("submit", async (event) => {
    if (event.target.method === "dialog") return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target, event.submitter));
    const text = (fields.text ?? "").trim();
    if (!text && !fields.ingredient) return;
    const said = fields.ingredient ? { ingredient: fields.ingredient, label: event.submitter.textContent.trim() } : { text };
    const { path, slot, parent } = aim;
    sheet.close();
    event.target.reset();
    const item = await outbox.add({ path, body: { ...said, slot, parent, language: document.documentElement.lang } });
    const { how } = await arrival(item.id);
    if (how !== "refused") say(words(how === "sent" ? "sent" : "kept")); // what was refused waits in the queue with its reason
  });
}
