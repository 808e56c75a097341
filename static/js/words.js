// The page's own sentences, written by the server in the reader's language.
const data = document.getElementById("words")?.dataset ?? {};

/** A sentence by its name, with {placeholders} filled in. */
export function words(name, values = {}) {
  return (data[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Says something to screen readers without moving anything. */
export function say(text) {
  const region = document.getElementById("say");
  if (region) region.textContent = text;
}

/** How many characters a reader sees, as the server counts them. */
export function graphemes(text) {
  const clean = text.normalize("NFC").trim();
  if (!Intl.Segmenter) return [...clean].length;
  return [...new Intl.Segmenter().segment(clean)].length;
}

/** A copy of a template's content. */
export const copyOf = (id) => document.getElementById(id).content.cloneNode(true);

/** A theme as mark and word; `other` is the dashed ring. */
export function themeParts(id) {
  const label = document.querySelector(`#sheet input[value="${CSS.escape(id)}"]`)?.closest("label");
  if (!label) return copyOf("t-other");
  const parts = document.createDocumentFragment();
  for (const child of label.children) if (child.tagName !== "INPUT") parts.append(child.cloneNode(true));
  return parts;
}

export const themeMark = (id) => document.querySelector(`#sheet input[value="${CSS.escape(id)}"]`)?.closest("label").dataset.t;
export const themeWord = (id) => themeParts(id).textContent.trim();
