"use strict";
// Everything is in the list as well; this makes the timelines zoom.
(function () {
  const left = 140, right = 980;
  for (const figure of document.querySelectorAll("figure.zoom")) { zoomable(figure); }

  function zoomable(figure) {
    const svg = figure.querySelector("svg");
    const whole = [Number(figure.dataset.from), Number(figure.dataset.to)];
    const marks = Array.from(svg.querySelectorAll("circle"));
    const ticks = svg.querySelector(".ticks");
    let [from, to] = whole;

    function draw() {
      for (const mark of marks) {
        const at = Number(mark.dataset.at);
        const x = left + (right - left) * (at - from) / (to - from);
        mark.setAttribute("cx", x.toFixed(1));
        mark.setAttribute("visibility", at < from || at > to ? "hidden" : "visible");
      }
      ticks.textContent = "";
      for (let i = 0; i <= 4; i++) {
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        text.setAttribute("x", left + (right - left) * i / 4);
        text.setAttribute("y", svg.viewBox.baseVal.height - 6);
        text.setAttribute("text-anchor", i === 0 ? "start" : i === 4 ? "end" : "middle");
        const at = new Date(from + (to - from) * i / 4).toISOString();
        text.textContent = at.slice(11, to - from < 10000 ? 23 : 19);
        ticks.append(text);
      }
    }

    function show(a, b) {
      const length = Math.min(Math.max(b - a, 100), whole[1] - whole[0]);
      from = Math.min(Math.max(a, whole[0]), whole[1] - length);
      to = from + length;
      draw();
    }

    function scale(by, at) { show(at - (at - from) * by, at + (to - at) * by); }

    const steps = {
      in: () => scale(0.5, (from + to) / 2),
      out: () => scale(2, (from + to) / 2),
      left: () => show(from - (to - from) / 3, to - (to - from) / 3),
      right: () => show(from + (to - from) / 3, to + (to - from) / 3),
      all: () => show(whole[0], whole[1]),
    };
    for (const button of figure.querySelectorAll("button[data-zoom]")) {
      button.addEventListener("click", steps[button.dataset.zoom]);
    }
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) { return; }
      event.preventDefault();
      const box = svg.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * 1000;
      const part = Math.min(Math.max((x - left) / (right - left), 0), 1);
      scale(event.deltaY < 0 ? 0.8 : 1.25, from + (to - from) * part);
    }, { passive: false });
    figure.querySelector(".tools").hidden = false;
    draw();
  }
})();
