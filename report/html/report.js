"use strict";
// Everything is readable without this script; it adds filters, addresses and copying.
(function () {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const byID = (id) => document.getElementById(id);

  // The address: "#FINDING&node=...&status=..."; both parts may be missing.
  function address() {
    const [finding, ...rest] = location.hash.slice(1).split("&");
    return { finding, filter: new URLSearchParams(rest.join("&")) };
  }

  function setAddress(finding, filter) {
    const text = filter.toString();
    const hash = finding + (text ? "&" + text : "");
    try {
      history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    } catch (refused) { /* a browser that keeps the address of a file as it is */ }
  }

  const form = byID("filters");
  const list = byID("clusters-filter");
  if (form) { report(); }
  if (list) { index(); }

  function report() {
    const subjects = all("details.subject");
    const units = new Map(); // of each verdict
    const texts = new Map(); // of each subject, when words are looked for
    const statuses = all("input[name=status]", form);
    const count = byID("count");
    const opened = new Set(); // by a filter
    let finding = "";
    const field = (name) => form.elements.namedItem(name);
    for (const verdict of all(".verdict")) {
      units.set(verdict, verdict.dataset.findings ? [verdict] : all("[data-findings]", verdict));
    }
    for (const part of all(".shown")) { part.dataset.note = part.textContent; }

    function filter() {
      const set = new URLSearchParams();
      const on = statuses.filter((box) => box.checked).map((box) => box.value);
      if (on.length < statuses.length) { set.set("status", on.join(",")); }
      for (const name of ["severity", "family", "node", "words"]) {
        const value = field(name).value.trim();
        if (value) { set.set(name, value); }
      }
      return set;
    }

    function setFilter(set) {
      const on = set.has("status") ? set.get("status").split(",") : null;
      for (const box of statuses) { box.checked = !on || on.includes(box.value); }
      for (const name of ["severity", "family", "node", "words"]) { field(name).value = set.get(name) || ""; }
    }

    function fits(subject, want) {
      if (want.severity !== "" && Number(subject.dataset.rank) > Number(want.severity)) { return false; }
      if (want.family !== "" && subject.dataset.family !== want.family) { return false; }
      if (want.words.length === 0) { return true; }
      if (!texts.has(subject)) { texts.set(subject, textOf(subject)); }
      return want.words.every((word) => texts.get(subject).includes(word));
    }

    // What the card says of its cause belongs to each of its findings.
    function textOf(subject) {
      const card = subject.closest("details.card");
      return (subject.textContent + " " + (card ? card.querySelector("summary").textContent : "")).toLowerCase();
    }

    const isOn = (unit, node) => node === "" || unit.dataset.nodes.split(" ").some((n) => n === node || n.startsWith(node + "-"));
    const findingsIn = (unit, node) => unit.dataset.nodes.split(" ").filter((n) => n === node || n.startsWith(node + "-")).length;

    function apply() {
      const set = filter();
      const want = {
        statuses: new Set(statuses.filter((box) => box.checked).map((box) => box.value)),
        severity: field("severity").value, family: field("family").value, node: field("node").value,
        words: field("words").value.trim().toLowerCase().split(/\s+/).filter(Boolean),
      };
      const active = set.toString() !== "";
      const byStatus = {};
      const shown = new Map(); // by subject
      for (const subject of subjects) {
        const fit = fits(subject, want);
        let sum = 0;
        for (const verdict of all(".verdict", subject)) {
          let here = 0;
          for (const unit of units.get(verdict)) {
            const on = isOn(unit, want.node);
            unit.hidden = !on;
            if (on) { here += want.node === "" ? Number(unit.dataset.findings) : findingsIn(unit, want.node); }
          }
          const status = verdict.dataset.status;
          if (fit) { byStatus[status] = (byStatus[status] || 0) + here; }
          verdict.hidden = here === 0 || !want.statuses.has(status);
          if (!verdict.hidden) { sum += here; }
        }
        subject.hidden = !fit || sum === 0;
        shown.set(subject, subject.hidden ? 0 : sum);
      }
      for (const box of statuses) { box.parentElement.querySelector(".n").textContent = byStatus[box.value] || 0; }
      const total = all(".card, .also, .part").reduce((sum, group) => sum + within(group, shown, active), 0);
      all("section.cluster").forEach((section) => { section.hidden = active && !subjects.some((s) => shown.get(s) && section.contains(s)); });
      byID("nothing").hidden = !active || total > 0;
      count.textContent = (active ? total + " of " : "") + count.dataset.total + " findings" + (active ? " fit the filter" : "");
      byID("printed").textContent = active ? "Filtered: " + total + " of " + count.dataset.total + " findings (" + set.toString().replaceAll("&", ", ") + ")." : "";
      for (const part of opened) { if (!active || part.hidden) { part.open = false; opened.delete(part); } }
      setAddress(finding, set);
    }

    // A group is shown as long as one of its findings is. Returns how many, for a part of the page.
    function within(group, shown, active) {
      const sum = all("details.subject", group).reduce((n, s) => n + shown.get(s), 0);
      group.hidden = sum === 0;
      if (active && sum > 0 && group.matches("details:not([open])")) { group.open = true; opened.add(group); }
      if (!group.matches(".part")) { return 0; }
      const note = group.querySelector(".shown");
      note.textContent = active ? sum + " of " + note.dataset.total + " shown" : note.dataset.note;
      return sum;
    }

    function reveal(id) {
      const target = id && byID(id);
      if (!target) { return; }
      if (target.closest("[hidden]")) { setFilter(new URLSearchParams()); apply(); }
      for (let e = target; e; e = e.parentElement) { if (e.matches("details")) { e.open = true; } }
      target.scrollIntoView();
    }

    function load() {
      const to = address();
      finding = byID(to.finding) ? to.finding : "";
      if (to.filter.toString()) { setFilter(to.filter); }
      apply();
      reveal(finding);
    }

    // The findings of one family on one node, with their evidence.
    function show(cell) {
      setFilter(new URLSearchParams({ node: cell.dataset.node, family: cell.dataset.family }));
      finding = cell.hash.slice(1);
      apply();
      for (const subject of subjects) { if (!subject.hidden) { subject.open = true; } }
      reveal(finding);
    }

    form.hidden = false;
    byID("filter-box").open = window.matchMedia("(min-width: 64rem)").matches;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { finding = ""; apply(); }, 0));
    byID("open-all").addEventListener("click", () => all("details", byID("main")).forEach((d) => { if (!d.hidden) { d.open = true; } }));
    byID("close-all").addEventListener("click", () => subjects.forEach((s) => { s.open = false; }));
    window.addEventListener("hashchange", load);
    document.addEventListener("click", (event) => {
      const cell = event.target.closest("a[data-family]");
      if (cell) { event.preventDefault(); show(cell); }
      const head = event.target.closest("summary");
      const details = head && head.parentElement;
      if (details && details.id && details.matches(".subject, .card")) {
        finding = details.open ? "" : details.id; // it is about to change
        setAddress(finding, filter());
      }
    });
    load();
  }

  function index() {
    const rows = all("tbody tr[data-verdict]");
    const verdicts = all("input[name=verdict]", list);
    const words = list.elements.namedItem("words");
    function apply() {
      const on = new Set(verdicts.filter((box) => box.checked).map((box) => box.value));
      const want = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.cells[0].textContent.toLowerCase();
        row.hidden = !on.has(row.dataset.verdict) || !want.every((word) => text.includes(word));
        if (!row.hidden) { shown++; }
      }
      byID("count").textContent = shown + " of " + rows.length + " clusters";
      const set = new URLSearchParams();
      if (on.size < verdicts.length) { set.set("verdict", Array.from(on).join(",")); }
      if (words.value.trim()) { set.set("words", words.value.trim()); }
      setAddress("", set);
    }
    const set = address().filter;
    if (set.has("verdict")) { verdicts.forEach((box) => { box.checked = set.get("verdict").split(",").includes(box.value); }); }
    words.value = set.get("words") || "";
    list.hidden = false;
    list.addEventListener("input", apply);
    list.addEventListener("submit", (event) => event.preventDefault());
    list.addEventListener("reset", () => setTimeout(apply, 0));
    apply();
  }

  document.addEventListener("click", (event) => {
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

  for (const button of all("button.copy")) { button.hidden = false; }
  let before = [];
  window.addEventListener("beforeprint", () => {
    before = all("details:not([open])");
    before.forEach((d) => { d.open = true; });
  });
  window.addEventListener("afterprint", () => before.forEach((d) => { d.open = false; }));
})();
