/* The pictures of the first page, drawn from the figures the server gives; the figures also stand in tables. */
(function () {
  "use strict";

  var COLOURS = ["#1a56a8", "#2c8a4b", "#c77700"];

  function option(chart) {
    var several = chart.series.length > 1;
    return {
      color: COLOURS,
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { trigger: "axis", renderMode: "richText" },
      legend: several ? { top: 4 } : undefined,
      grid: { left: 12, right: 16, top: several ? 40 : 20, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: chart.labels, axisLabel: { interval: 0, rotate: chart.labels.length > 6 ? 30 : 0, color: "#546378" }, axisTick: { show: false } },
      yAxis: { type: "value", minInterval: chart.unit === "件" ? 1 : 0, splitLine: { lineStyle: { color: "#e8edf4" } }, axisLabel: { color: "#546378" } },
      series: chart.series.map(function (series) {
        return { name: series.name, type: chart.kind, data: series.values.map(Number), barMaxWidth: 32, smooth: false };
      })
    };
  }

  document.addEventListener("DOMContentLoaded", function () {
    var place = document.querySelector("[data-charts]");
    if (!place || !window.echarts) return;
    fetch(place.dataset.charts, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : {}; })
      .then(function (charts) {
        place.querySelectorAll("[data-chart]").forEach(function (box) {
          var chart = charts[box.dataset.chart];
          if (!chart) return;
          var drawn = window.echarts.init(box, null, { renderer: "svg" });
          drawn.setOption(option(chart));
          window.addEventListener("resize", function () { drawn.resize(); });
        });
      })
      .catch(function () { /* The tables below the pictures hold the same figures. */ });
  });
})();
