/* Controls of the brief: what all of them use. Every figure shown was made before; this only
   draws and places it. The parts are joined into one function in the order of page.py. */
const source = document.getElementById('live-data');
if (!source) return;
const data = JSON.parse(source.textContent), words = data.words;
const NS = 'http://www.w3.org/2000/svg';

const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (all, key) => key in parts ? parts[key] : all);
const make = (tag, traits = {}, ...inside) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(traits)) {
    if (key === 'text') node.textContent = value; else node.setAttribute(key, value);
  }
  node.append(...inside);
  return node;
};
const draw = (tag, traits, parent, text) => {
  const node = document.createElementNS(NS, tag);
  for (const [key, value] of Object.entries(traits)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
};
const choose = (name, options, listener) => {
  const box = make('select', {'aria-label': name});
  for (const [value, text] of options) box.append(make('option', {value, text}));
  box.addEventListener('change', listener);
  return box;
};
const named = (name, control) => make('label', {class: 'pick'}, make('span', {text: name}), control);
const open = id => {
  const place = document.getElementById(id);
  if (place) place.hidden = false;
  return place;
};
const scenarios = keys => data.scenarios.filter(([key]) => keys.includes(key));
const ticks = (low, high, wanted) => {
  const raw = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(u => u * power).find(s => s >= raw), found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + 1e-9; v += step) found.push(+v.toFixed(6));
  return found;
};

const grouped = v => v.toLocaleString(document.documentElement.lang);
/* Room for the labels of an axis, so that a million is not cut. */
const labelRoom = top => 14 + 7 * Math.max(...ticks(0, top, 5).map(v => grouped(v).length));

/* A frame with axes; x and y turn values into places. */
const frame = (svg, box, xs, ys, {down = false, percent = false, xticks = null} = {}) => {
  const {width, height, left, right, top, bottom} = box;
  const x = v => left + (v - xs[0]) / (xs[1] - xs[0]) * (width - left - right);
  const part = v => (v - ys[0]) / (ys[1] - ys[0]);
  const y = v => down ? top + part(v) * (height - top - bottom)
    : height - bottom - part(v) * (height - top - bottom);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  for (const v of down ? [1, ...ticks(ys[0], ys[1], 5).filter(t => t > 5)] : ticks(ys[0], ys[1], 5)) {
    draw('line', {class: 'grid', x1: left, x2: width - right, y1: y(v), y2: y(v)}, svg);
    draw('text', {class: 'tick', x: left - 6, y: y(v) + 4, 'text-anchor': 'end'}, svg,
      percent ? `${Math.round(v * 100)}%` : grouped(v));
  }
  for (const v of xticks || ticks(xs[0], xs[1], width < 480 ? 4 : 7)) {
    draw('text', {class: 'tick', x: x(v), y: height - bottom + 17, 'text-anchor': 'middle'}, svg, xticks ? v : grouped(v));
  }
  return {x, y};
};
const band = (rows, low, high, {x, y}) => 'M' + rows.map(r => `${x(r[0])},${y(r[low])}`).join('L')
  + 'L' + rows.slice().reverse().map(r => `${x(r[0])},${y(r[high])}`).join('L') + 'Z';
const line = (rows, column, {x, y}) => 'M' + rows.map(r => `${x(r[0])},${y(r[column])}`).join('L');

/* A table that fits needs no stop of the keyboard to be scrolled. */
const fits = new ResizeObserver(seen => seen.forEach(({target}) => {
  if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', 0);
  else target.removeAttribute('tabindex');
}));
document.querySelectorAll('.wide').forEach(wide => fits.observe(wide));
