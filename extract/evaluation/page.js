"use strict";
const papers = [...document.querySelectorAll("article")];
const boxes = [...document.querySelectorAll("[data-kind]")];
const search = document.querySelector("input[type=search]");
const kindsOf = (paper) => paper.dataset.kinds.split(" ");
for (const count of document.querySelectorAll("[data-count]")) {
  count.textContent = `(${papers.filter((paper) => kindsOf(paper).includes(count.dataset.count)).length})`;
}
function filter() {
  const wanted = boxes.filter((box) => box.checked).map((box) => box.dataset.kind);
  const words = search.value.toLowerCase();
  let shown = 0;
  for (const paper of papers) {
    const kinds = kindsOf(paper);
    paper.hidden = !(
      (wanted.length === 0 || wanted.some((kind) => kinds.includes(kind))) &&
      paper.textContent.toLowerCase().includes(words)
    );
    shown += paper.hidden ? 0 : 1;
  }
  document.querySelector("output").textContent = `${shown} of ${papers.length} papers`;
}
document.querySelector(".filter").addEventListener("input", filter);
document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());
filter();
