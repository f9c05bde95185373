/* Move the target, see the odds. */
const startOdds = () => {
  if (!data.odds) return;
  const place = open('live-odds');
  if (!place) return;
  const first = Object.keys(data.odds)[0];
  const state = {variable: first, scenario: data.scenarios[0][0], year: null, at: data.odds[first].own};
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('class', 'chart');
  svg.setAttribute('aria-hidden', 'true');
  const tell = make('p', {class: 'tell big', role: 'status', 'aria-live': 'polite'});
  const slider = make('input', {type: 'range', min: 0, step: 1, 'aria-label': words.move});
  const back = make('button', {type: 'button', text: words.back});
  const variable = choose(words.variable, Object.entries(data.odds).map(([k, o]) => [k, o.label]),
    () => { state.variable = variable.value; state.at = data.odds[state.variable].own; show(); });
  const scenario = choose(words.scenario, data.scenarios, () => { state.scenario = scenario.value; show(); });
  const year = choose(words.year, [], () => { state.year = year.value; show(); });
  slider.addEventListener('input', () => { state.at = +slider.value; show(); });
  back.addEventListener('click', () => { state.at = data.odds[state.variable].own; show(); });
  place.append(make('div', {class: 'picks'}, named(words.variable, variable), named(words.year, year),
    named(words.scenario, scenario)), named(words.move, slider), tell, svg, back);

  const show = () => {
    const one = data.odds[state.variable], curves = one.odds[state.scenario];
    slider.max = one.grid.length - 1;
    slider.value = state.at;
    slider.setAttribute('aria-valuetext', one.grid[state.at]);
    svg.replaceChildren();
    if (!curves) { tell.textContent = words.none; return; }
    const years = Object.keys(curves);
    if (!years.includes(state.year)) state.year = years.includes(String(data.last)) ? String(data.last) : years[0];
    year.replaceChildren(...years.map(y => make('option', {value: y, text: y})));
    year.value = state.year;
    const [p, number, word] = curves[state.year][state.at];
    tell.textContent = fill(state.variable === 'rank' ? words.at_place : words.at_level,
      {year: state.year, label: one.label, c: one.grid[state.at], p: number, word});
    plot(one, curves[state.year], p);
  };
  const plot = (one, curve, p) => {
    const width = Math.max(300, Math.min(760, place.clientWidth));
    const box = {width, height: 200, left: 46, right: 16, top: 14, bottom: 26};
    const values = one.values, scale = frame(svg, box, [values[0], values[values.length - 1]], [0, 1], {percent: true});
    const rows = curve.map((c, i) => [values[i], c[0]]);
    draw('line', {class: 'goal', x1: scale.x(values[one.own]), x2: scale.x(values[one.own]), y1: 14, y2: 174}, svg);
    draw('text', {class: 'goal-text', x: scale.x(values[one.own]) + 5, y: 24}, svg, words.own);
    draw('path', {class: 'past own', d: line(rows, 1, scale)}, svg);
    draw('circle', {class: 'dot own', cx: scale.x(values[state.at]), cy: scale.y(p), r: 6}, svg);
  };
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== width) { width = place.clientWidth; show(); }
  }).observe(place);
  show();
};
startOdds();
