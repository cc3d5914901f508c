"use strict";
// Everything is readable without this script; it adds filters and copying.
(function () {
  const form = document.getElementById("filters");
  const subjects = Array.from(document.querySelectorAll("details.subject"));
  const verdicts = Array.from(document.querySelectorAll(".verdict"));
  const count = document.getElementById("count");
  const field = (name) => form.elements.namedItem(name);

  function wanted() {
    const statuses = new Set(Array.from(form.querySelectorAll("input[name=status]:checked"), (box) => box.value));
    return {
      statuses,
      severity: field("severity").value,
      family: field("family").value,
      node: field("node").value,
      words: field("words").value.trim().toLowerCase().split(/\s+/).filter(Boolean),
    };
  }

  function apply() {
    const want = wanted();
    let shown = 0;
    for (const verdict of verdicts) {
      const units = verdict.dataset.findings ? [verdict] : Array.from(verdict.querySelectorAll("[data-findings]"));
      const on = (unit) => want.node === "" || unit.dataset.nodes.split(" ").includes(want.node);
      for (const unit of units) { unit.hidden = !on(unit); }
      verdict.hidden = !want.statuses.has(verdict.dataset.status) || !units.some(on);
    }
    for (const subject of subjects) {
      const text = want.words.length ? subject.textContent.toLowerCase() : "";
      const rank = Number(subject.dataset.rank);
      const open = Array.from(subject.querySelectorAll(".verdict")).filter((v) => !v.hidden);
      subject.hidden = open.length === 0 ||
        (want.severity !== "" && rank > Number(want.severity)) ||
        (want.family !== "" && subject.dataset.family !== want.family) ||
        !want.words.every((word) => text.includes(word));
      if (!subject.hidden) { shown += open.reduce((sum, v) => sum + counted(v, want.node), 0); }
    }
    for (const cluster of document.querySelectorAll(".findings")) {
      const none = !Array.from(cluster.querySelectorAll("details.subject")).some((s) => !s.hidden);
      cluster.querySelector(".nothing").hidden = !none;
    }
    count.textContent = shown + " of " + count.dataset.total + " findings shown";
  }

  // What several nodes have in common is one unit with a finding for each.
  function counted(verdict, node) {
    const units = verdict.dataset.findings ? [verdict] : verdict.querySelectorAll("[data-findings]:not([hidden])");
    return Array.from(units).reduce((sum, unit) => sum + (node === "" ? Number(unit.dataset.findings) : 1), 0);
  }

  function show(node, family) {
    for (const box of form.querySelectorAll("input[name=status]")) { box.checked = true; }
    field("severity").value = "";
    field("words").value = "";
    field("node").value = node;
    field("family").value = family;
    apply();
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply, 0));
  document.getElementById("open-all").addEventListener("click", () => subjects.forEach((s) => { if (!s.hidden) { s.open = true; } }));
  document.getElementById("close-all").addEventListener("click", () => subjects.forEach((s) => { s.open = false; }));

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("a[data-family]");
    if (cell) { show(cell.dataset.node, cell.dataset.family); }
    const button = event.target.closest("button.copy");
    if (button) { copy(button); }
  });

  function copy(button) {
    const text = button.parentElement.querySelector("pre").textContent;
    const done = () => {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, () => byHand(text) && done());
    } else if (byHand(text)) {
      done();
    }
  }

  // A page from a mail attachment is no secure context in every browser.
  function byHand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }

  for (const button of document.querySelectorAll("button.copy")) { button.hidden = false; }
  let before = [];
  window.addEventListener("beforeprint", () => {
    before = subjects.filter((s) => !s.open && !s.hidden);
    before.forEach((s) => { s.open = true; });
  });
  window.addEventListener("afterprint", () => before.forEach((s) => { s.open = false; }));
  apply();
})();
