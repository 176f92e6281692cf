"use strict";
// Colours code, opens the pages on a phone, copies code, and searches assets/search.js.

hljs.configure({ ignoreUnescapedHTML: true });
for (const code of document.querySelectorAll("pre > code")) {
  if (!code.matches(".language-plaintext")) hljs.highlightElement(code);
  const button = document.createElement("button");
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  code.parentNode.append(button);
}

const menu = document.getElementById("site-menu");
menu.addEventListener("click", () => {
  const open = document.body.classList.toggle("open");
  menu.setAttribute("aria-expanded", open);
  if (open) scrollTo(0, 0);
});
document.querySelector("#site-pages [aria-current]")?.scrollIntoView({ block: "nearest" });

const form = document.getElementById("site-search");
const input = form.querySelector("input");
const list = form.querySelector("ol");
const MOST = 12;
let chosen = 0;
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "assets/search.js";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}_.]+/u).filter(Boolean);

/** Every word must begin a word of the entry; words of headings count for more. */
function score(entry, query) {
  entry.words ??= [words(entry.heading), words(entry.page), words(entry.text)];
  entry.phrases ??= entry.words.map((list) => list.join(" ")).join("\n");
  let sum = 0;
  for (const word of query) {
    let best = 0;
    entry.words.forEach((list, i) => {
      const weight = [12, 6, 1][i];
      const whole = list.filter((w) => w === word).length;
      const begun = list.some((w) => w.startsWith(word) || w.split(".").some((p) => p.startsWith(word)));
      if (whole) best = Math.max(best, weight * (2 + Math.log(whole)));
      else if (begun) best = Math.max(best, weight);
    });
    if (!best) return 0;
    sum += best;
  }
  const phrase = query.join(" ");
  if (query.length > 1 && entry.phrases.includes(phrase)) sum += 20;
  return sum;
}

/** Text as nodes, in which the words that were looked for are marked. */
function marked(text, query) {
  const escaped = query.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "i")).map((part, i) => {
    if (i % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}

function excerpt(text, query) {
  const lower = text.toLowerCase();
  const at = Math.min(...query.map((word) => lower.indexOf(word)).filter((i) => i >= 0), text.length);
  const from = at === text.length ? 0 : Math.max(0, lower.lastIndexOf(" ", at - 40) + 1);
  return (from ? "…" : "") + text.slice(from, from + 140) + (from + 140 < text.length ? "…" : "");
}

async function search() {
  const query = words(input.value);
  if (!query.length) {
    list.hidden = true;
    return;
  }
  await load();
  const found = SEARCH.map((entry) => [score(entry, query), entry])
    .filter(([points]) => points)
    .sort((a, b) => b[0] - a[0])
    .slice(0, MOST);
  chosen = 0;
  list.replaceChildren(
    ...found.map(([, entry], i) => {
      const item = document.createElement("li");
      item.classList.toggle("chosen", i === chosen);
      const link = document.createElement("a");
      link.href = entry.address;
      const place = entry.page === entry.heading ? "" : ` · ${entry.page}`;
      const small = document.createElement("small");
      small.append(...marked(excerpt(entry.text, query), query));
      link.append(...marked(entry.heading, query), place, small);
      item.append(link);
      return item;
    }),
  );
  if (!found.length) {
    const none = document.createElement("p");
    none.textContent = "Nothing found; fewer or shorter words find more.";
    list.append(none);
  }
  list.hidden = false;
}

function choose(step) {
  const items = list.querySelectorAll("li");
  if (!items.length) return;
  items[chosen]?.classList.remove("chosen");
  chosen = (chosen + step + items.length) % items.length;
  items[chosen].classList.add("chosen");
  items[chosen].scrollIntoView({ block: "nearest" });
}

input.addEventListener("focus", load);
input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    list.hidden = true;
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector(".chosen a")?.click();
});
list.addEventListener("click", () => (list.hidden = true));
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) list.hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/INPUT|TEXTAREA/.test(event.target.tagName)) {
    event.preventDefault();
    input.focus();
  }
});
