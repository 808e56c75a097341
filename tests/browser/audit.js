// What is wrong with the text on a board: too small, cut off by the screen, lying over other text, or sticking out of its box.
(() => {
  const W = innerWidth, H = innerHeight, out = { small: [], off: [], overlap: [], overflow: [] };
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const el = node.parentElement;
    const style = getComputedStyle(el);
    if (!node.textContent.trim() || style.visibility === "hidden" || el.closest(".vh, defs, [hidden]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let { left, right, top, bottom } = range.getBoundingClientRect();
    if (right - left < 2 || bottom - top < 2) continue;
    // What a box cuts on purpose (an ellipsis after so many lines) is not seen.
    let hidden = false;
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      const cuts = getComputedStyle(up);
      if (cuts.clipPath.startsWith("inset(50")) hidden = true;
      if (cuts.overflow === "visible" || up instanceof SVGElement) continue;
      const box = up.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    if (hidden || right <= left || bottom <= top) continue;
    let size = parseFloat(style.fontSize);
    const svg = el.closest("svg");
    if (svg?.viewBox.baseVal.width) size *= svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const text = node.textContent.trim().slice(0, 28);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (size < 1.749 * rem) out.small.push([text, +(size / rem).toFixed(2)]);
    if (left < -0.5 || right > W + 0.5 || top < -0.5 || bottom > H + 0.5) out.off.push([text, left | 0, top | 0, right | 0, bottom | 0]);
    // A text that runs over several lines is as many boxes; what is between them may hold the next text.
    for (const line of range.getClientRects()) {
      const [l, r] = [Math.max(left, line.left) + 1, Math.min(right, line.right) - 1];
      const [t, b] = [Math.max(top, line.top), Math.min(bottom, line.bottom)];
      if (r > l && b > t) boxes.push({ text, el, node, l, r, t: t + (b - t) * 0.2, b: b - (b - t) * 0.2 });
    }
  }
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      if (a.node === b.node) continue;
      if (a.el.closest(".b-alert, .to-table") !== b.el.closest(".b-alert, .to-table")) continue;
      if (a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b) out.overlap.push([a.text, b.text]);
    }
  });
  for (const el of document.querySelectorAll(".board *:not(svg, svg *)")) {
    const style = getComputedStyle(el);
    if (el.closest(".vh, [hidden]") || style.visibility === "hidden" || style.clipPath !== "none") continue;
    if (el.clientWidth > 1 && el.scrollWidth > el.clientWidth + 1) out.overflow.push([el.className || el.tagName, el.scrollWidth, el.clientWidth]);
    if (style.overflowY === "hidden" && style.webkitLineClamp === "none" && el.clientHeight > 1 && el.scrollHeight > el.clientHeight + 2) out.overflow.push([el.className || el.tagName, "y", el.scrollHeight, el.clientHeight]);
  }
  // What is written in the heart of a lotus stays inside its circle.
  for (const el of document.querySelectorAll(".core-n, .core-w")) {
    const core = el.closest("svg").querySelector(".core").getBoundingClientRect(), box = el.getBoundingClientRect();
    if (box.width > 0 && box.width > core.width * 0.96) out.overflow.push(["heart", el.textContent.trim(), box.width | 0, core.width | 0]);
  }
  for (const kind in out) if (!out[kind].length) delete out[kind];
  return Object.keys(out).length ? out : null;
})()
