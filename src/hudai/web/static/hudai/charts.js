/* The pictures of the first page, drawn from the figures the server gives; the figures also stand in tables. */
(function () {
  "use strict";

  var COLOURS = ["#1a56a8", "#2c8a4b", "#c77700"];

  var NARROW = 480; // Pixels; below that the names of bars stand one under the other, each with its bar beside it.

  function names(chart, lying) {
    var label = { color: "#546378" };
    if (lying) {
      label.interval = 0;
    } else if (chart.kind === "line") {
      label.hideOverlap = true;
    } else {
      label.interval = 0;
      label.rotate = chart.labels.length > 6 ? 30 : 0;
    }
    return { type: "category", data: chart.labels, inverse: lying, axisLabel: label, axisTick: { show: false } };
  }

  function figures(chart, lying) {
    return {
      type: "value",
      minInterval: chart.unit === "件" ? 1 : 0,
      splitNumber: lying ? 3 : 5,
      splitLine: { lineStyle: { color: "#e8edf4" } },
      axisLabel: { color: "#546378", hideOverlap: true }
    };
  }

  function option(chart, width) {
    var several = chart.series.length > 1;
    var lying = width < NARROW && chart.kind === "bar";
    return {
      color: COLOURS,
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { trigger: "axis", renderMode: "richText" },
      legend: several ? { top: 4 } : undefined,
      grid: { left: 12, right: lying ? 32 : 16, top: several ? 40 : 20, bottom: 8, containLabel: true },
      xAxis: lying ? figures(chart, lying) : names(chart, lying),
      yAxis: lying ? names(chart, lying) : figures(chart, lying),
      series: chart.series.map(function (series) {
        return { name: series.name, type: series.kind || chart.kind, symbol: series.kind === "line" ? "none" : undefined, data: series.values.map(Number), barMaxWidth: lying ? 18 : 32, smooth: false, step: chart.step ? "end" : false };
      })
    };
  }

  function draw(box, chart) {
    if (!chart || box.dataset.drawn) return;
    box.dataset.drawn = "1";
    var drawn = window.echarts.init(box, null, { renderer: "svg" });
    drawn.setOption(option(chart, box.clientWidth));
    window.addEventListener("resize", function () {
      drawn.resize();
      drawn.setOption(option(chart, box.clientWidth), true);
    });
  }

  // Pictures whose figures came with the page, or with a part of it.
  function drawIn(part) {
    if (!window.echarts) return;
    part.querySelectorAll("[data-chart-of]").forEach(function (box) {
      draw(box, JSON.parse(document.getElementById(box.dataset.chartOf).textContent));
    });
  }

  document.addEventListener("htmx:load", function (event) { drawIn(event.detail.elt); });
  document.addEventListener("DOMContentLoaded", function () {
    drawIn(document);
    var place = document.querySelector("[data-charts]");
    if (!place || !window.echarts) return;
    fetch(place.dataset.charts, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : {}; })
      .then(function (charts) {
        place.querySelectorAll("[data-chart]").forEach(function (box) { draw(box, charts[box.dataset.chart]); });
      })
      .catch(function () { /* The tables below the pictures hold the same figures. */ });
  });
})();
