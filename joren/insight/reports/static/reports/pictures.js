// Draws the pictures that reports declare. One renderer for all; the data stand in the page as JSON, no inline code.

const INK = "#51616a";
// Okabe and Ito's colours, which people who see colours differently can tell apart; lines differ by marks and dashes too.
const COLOURS = ["#1d5c63", "#e69f00", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#0072b2", "#7a6a00"];
const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"];
const japanese = document.documentElement.lang.startsWith("ja");
const UNITS = japanese ? [[1e12, "兆"], [1e8, "億"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
const SIGNS = { JPY: "¥", USD: "$", EUR: "€", GBP: "£" };
let library = null;

function load() {
  library ??= new Promise((resolve, reject) => {
    if (window.echarts) return resolve(window.echarts);
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=joren-echarts]").content;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// --- Figures -------------------------------------------------------------------------------------------------------
function short(value, unit) {
  if (unit === "percent") return `${+value.toFixed(1)}%`;
  for (const [size, name] of UNITS) {
    if (Math.abs(value) >= size) return `${+(value / size).toPrecision(3)}${name}`;
  }
  return Number(value).toLocaleString();
}

function full(value, unit, currency) {
  if (value == null) return "–";
  const told = Number(value).toLocaleString(undefined, { maximumFractionDigits: 2 });
  if (unit === "percent") return `${told}%`;
  if (unit === "money") return `${SIGNS[currency] ?? `${currency} `}${told}`;
  if (unit === "days") return japanese ? `${told}日` : `${told} days`;
  return told;
}

// --- Axes ------------------------------------------------------------------------------------------------------------
const line = { lineStyle: { color: "#c5d0d4" } };
function values(unit, more = {}) {
  return {
    type: "value", splitLine: { lineStyle: { color: "#eef0f1" } },
    axisLabel: { color: INK, formatter: (value) => short(value, unit) }, ...more,
  };
}

function names(data, labels, narrow) {
  const long = labels.some((label) => label.length > 5);
  const crowded = labels.length * (long ? 70 : 34) > (narrow ? 300 : 900);
  return {
    type: "category", data: labels, axisTick: { show: false }, axisLine: line,
    axisLabel: { color: INK, hideOverlap: true, rotate: crowded && long ? 45 : 0, width: 90, overflow: "truncate", interval: labels.length <= 12 && !narrow ? 0 : "auto" },
  };
}

function frame(data, narrow) {
  const many = data.series.length > 1;
  return {
    color: COLOURS, animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
    legend: many ? { type: "scroll", top: 0, left: 0, right: 0, itemWidth: 18, textStyle: { color: INK } } : undefined,
    grid: { left: 6, right: data.kind === "pareto" ? 6 : 16, top: many ? 44 : 22, bottom: 6, containLabel: true },
    aria: { enabled: true, decal: { show: data.kind === "bar" && many } },
    tooltip: { confine: true, trigger: "axis", valueFormatter: (value) => full(value, data.unit, data.currency) },
  };
}

// --- Kinds -----------------------------------------------------------------------------------------------------------
function bar(data, narrow) {
  const turned = narrow && data.series.length === 1 && data.labels.length <= 15 && data.labels.some((label) => label.length > 7);
  const series = data.series.map((one) => ({
    type: "bar", name: one.name, data: turned ? [...one.values].reverse() : one.values, barMaxWidth: 34,
    stack: data.stacked ? "all" : undefined, itemStyle: { borderRadius: data.stacked ? 0 : turned ? [0, 3, 3, 0] : [3, 3, 0, 0] },
  }));
  if (turned) return { ...frame(data, narrow), xAxis: values(data.unit, { splitNumber: 3 }), yAxis: names(data, [...data.labels].reverse(), false), series };
  return { ...frame(data, narrow), xAxis: names(data, data.labels, narrow), yAxis: values(data.unit), series };
}

function lines(data, narrow) {
  const numeric = Boolean(data.places);
  const few = data.labels.length <= 40;
  const series = data.series.map((one, n) => ({
    type: "line", name: one.name, connectNulls: false, showSymbol: few, symbol: MARKS[n % MARKS.length], symbolSize: 7,
    data: numeric ? one.values.map((value, m) => [data.places[m], value]) : one.values,
    lineStyle: { width: 2, type: n >= COLOURS.length ? "dashed" : "solid" }, emphasis: { focus: "series" },
  }));
  const xAxis = numeric
    ? { type: "value", name: data.x, nameLocation: "middle", nameGap: 26, axisLine: line, axisLabel: { color: INK }, splitLine: { show: false }, minInterval: 1 }
    : names(data, data.labels, narrow);
  const base = frame(data, narrow);
  if (numeric) base.grid.bottom = 24;
  return { ...base, xAxis, yAxis: values(data.unit), series };
}

function pareto(data, narrow) {
  const [bars, running] = data.series;
  const both = frame(data, narrow);
  both.tooltip.valueFormatter = undefined;
  both.tooltip.formatter = (points) => [points[0].axisValueLabel, ...points.map((point) =>
    `${point.marker}${point.seriesName} <b>${point.seriesIndex ? `${point.value}%` : full(point.value, data.unit, data.currency)}</b>`)].join("<br>");
  return {
    ...both, xAxis: names(data, data.labels, narrow),
    yAxis: [values(data.unit), values("percent", { min: 0, max: 100, splitLine: { show: false } })],
    series: [
      { type: "bar", name: bars.name, data: bars.values, barMaxWidth: 34, itemStyle: { borderRadius: [3, 3, 0, 0] } },
      { type: "line", name: running.name, data: running.values, yAxisIndex: 1, showSymbol: data.labels.length <= 30, symbolSize: 6, color: COLOURS[3] },
    ],
  };
}

function scatter(data, narrow) {
  const sizes = data.series.flatMap((one) => one.points.map((point) => point.value[2] ?? 0));
  const largest = Math.max(...sizes, 1);
  const radius = (value) => (data.size ? 6 + 34 * Math.sqrt(Math.max(value[2] ?? 0, 0) / largest) * (narrow ? 0.6 : 1) : 9);
  const told = (point) => [`<b>${escape(point.name)}</b>`, `${escape(data.x)} ${full(point.value[0], data.x_unit, data.currency)}`,
    `${escape(data.y)} ${full(point.value[1], data.unit, data.currency)}`, data.size ? `${escape(data.size)} ${full(point.value[2], "number")}` : ""].filter(Boolean).join("<br>");
  const base = frame(data, narrow);
  return {
    ...base, grid: { ...base.grid, bottom: 24 },
    tooltip: { confine: true, trigger: "item", formatter: (params) => told(params.data) },
    xAxis: values(data.x_unit, { name: data.x, nameLocation: "middle", nameGap: 28, splitLine: { show: false } }),
    yAxis: values(data.unit, { name: data.y, nameTextStyle: { align: "left" } }),
    series: data.series.map((one, n) => ({
      type: "scatter", name: one.name, data: one.points, symbol: MARKS[n % 4], symbolSize: radius, itemStyle: { opacity: 0.75 },
      label: { show: sizes.length <= 25, formatter: (params) => params.data.name, position: "top", color: INK, fontSize: 11 }, labelLayout: { hideOverlap: true },
    })),
  };
}

function escape(text) {
  const element = document.createElement("i");
  element.textContent = text ?? "";
  return element.innerHTML;
}

const KINDS = { bar, line: lines, curves: lines, pareto, scatter };

// --- Drawing ---------------------------------------------------------------------------------------------------------
const charts = new Map();
const isNarrow = (box) => box.clientWidth < 480;

function place(box, echarts) {
  charts.get(box)?.chart.dispose(); // another shape is another picture: nothing of the old one may stay
  const data = JSON.parse(document.getElementById(box.dataset.picture).textContent);
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption(KINDS[data.kind](data, isNarrow(box)));
  charts.set(box, { chart, narrow: isNarrow(box) });
  fit(box);
}

// Paper has another width: with a view box the style sheet can scale the picture, nothing has to be drawn anew.
function fit(box) {
  box.querySelector("svg")?.setAttribute("viewBox", `0 0 ${box.clientWidth} ${box.clientHeight}`);
}

async function draw(root) {
  const boxes = [...root.querySelectorAll("[data-picture]:not([data-drawn])")];
  if (!boxes.length) return;
  const echarts = await load();
  for (const box of boxes) {
    box.dataset.drawn = "yes";
    place(box, echarts);
    new ResizeObserver(() => {
      if (!box.clientWidth || matchMedia("print").matches) return;
      if (isNarrow(box) !== charts.get(box).narrow) place(box, echarts);
      else {
        charts.get(box).chart.resize();
        fit(box);
      }
    }).observe(box);
  }
}

draw(document);
document.body.addEventListener("htmx:load", (event) => draw(event.detail.elt.parentElement ?? document));
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
