/* The fan year by year: choose a quantity and a scenario, point at a year; the words follow. */
const startFan = () => {
  const place = open('live-fan');
  if (!place || !data.fan) return;
  const state = {variable: 'gdp', scenario: data.scenarios[0][0], year: null};
  const svg = document.createElementNS(NS, 'svg');
  const tell = make('p', {class: 'tell', role: 'status', 'aria-live': 'polite', text: words.help});
  const variable = choose(words.variable, Object.entries(data.fan).map(([k, f]) => [k, f.label]),
    () => { state.variable = variable.value; show(); write(); });
  const scenario = choose(words.scenario, data.scenarios,
    () => { state.scenario = scenario.value; show(); write(); });
  place.append(make('div', {class: 'picks'}, named(words.variable, variable),
    named(words.scenario, scenario)), svg, tell);
  place.closest('figure').classList.add('alive');
  for (const [key, value] of Object.entries({class: 'chart', tabindex: 0, role: 'slider',
    'aria-label': words.chart})) svg.setAttribute(key, value);
  let scale = null, points = new Map(), cursor = null;

  const write = () => {  // what stands around the chart says what is chosen
    const {titles, notes, captions, cells} = data.outlook, figure = place.closest('figure');
    figure.querySelector('figcaption strong').textContent = titles[state.variable][state.scenario];
    figure.querySelector('figcaption span').textContent = notes[state.variable];
    const reach = document.querySelector('#reach-table table');
    if (!reach) return;
    document.querySelector('#reach-table .cap').textContent = captions[state.scenario];
    [reach, reach.parentElement].forEach(one => one.setAttribute('aria-label', captions[state.scenario]));
    [...reach.tBodies[0].rows].forEach((row, i) =>
      cells[state.scenario][i].forEach((text, j) => { row.cells[j + 2].textContent = text; }));
  };
  const segments = rows => rows.reduce((found, row) => {
    const last = found[found.length - 1];
    if (last && last[0][2] === row[2]) last.push(row); else found.push([row]);
    return found;
  }, []);
  const past = (rows, kind) => segments(rows).forEach(rows_ => {
    draw('path', {class: `past ${kind}`, d: line(rows_, 1, scale)}, svg);
    rows_.forEach(r => draw('circle', {class: `dot ${kind}`, cx: scale.x(r[0]), cy: scale.y(r[1]),
      r: kind === 'own' ? 3.6 : 2.6}, svg));
  });
  const show = () => {
    const fan = data.fan[state.variable], rows = fan.bands[state.scenario] || [];
    const places = (fan.places || {})[state.scenario] || [];
    const width = Math.max(300, Math.min(860, place.clientWidth)), small = width < 480;
    const box = {width, height: small ? 350 : 420, left: 42, right: small ? 20 : Math.max(104, 12 + widest()), top: 42, bottom: 26};
    const own = Math.max(fan.target[1], ...fan.history.map(r => r[1]), ...rows.map(r => r[7]),
      ...places.map(r => r[3]), ...fan.placeHistory.map(r => r[1]), ...fan.before.map(r => r[3]));
    const cut = value => Math.min(value, 2 * own);  // the band of a place must not dwarf all else
    const other = places.map(r => [r[0], ...r.slice(1, 6).map(cut), ...r.slice(6)]);
    const seen = [own, ...other.map(r => r[5])];
    const first = Math.min(...fan.history.map(r => r[0])), last = rows[rows.length - 1][0];
    const top = Math.max(...seen), marks = [], later = [];
    box.left = Math.max(42, labelRoom(top * 1.06));
    svg.replaceChildren();
    scale = frame(svg, box, [first, last], fan.down ? [1, top + 3] : [0, top * 1.06], {down: fan.down,
      xticks: years(first, last, fan.target[0], (width - box.left - box.right) / (last - first))});
    draw('text', {class: 'tick', x: 0, y: 12}, svg, fan.unit);
    let free = 0;  // where the label of a break may begin
    (fan.breaks || []).filter(v => v > first && v < last).forEach(v => {
      draw('line', {class: 'break', x1: scale.x(v), x2: scale.x(v), y1: box.top, y2: box.height - box.bottom}, svg);
      const name = draw('text', {class: 'tick basis', y: box.top - 6}, svg, words.basis), size = name.getComputedTextLength();
      const from = Math.max(Math.min(scale.x(v) - size / 2, width - size), free);
      name.setAttribute('x', from);
      free = from + size + 6;
      if (free > width + 6) name.remove();
    });
    const start = fan.history[fan.history.length - 1];
    const led = [[start[0], ...Array(7).fill(start[1])], ...rows.filter(r => r[0] > start[0])];
    if (other.length) {
      const p = fan.placeHistory[fan.placeHistory.length - 1];
      const led_ = [[p[0], ...Array(5).fill(p[1])], ...other.filter(r => r[0] > p[0])];
      [[1, 5], [2, 4]].forEach(([low, high], i) =>
        draw('path', {class: `rival-band r${i}`, d: band(led_, low, high, scale)}, svg));
      later.push(() => draw('path', {class: 'rival-line', d: line(led_, 3, scale)}, svg));
      past(fan.placeHistory, 'rival');
      marks.push([led_[led_.length - 1], 3, [words.place, led_[led_.length - 1][7]], 'rival']);
    }
    [[1, 7], [2, 6], [3, 5]].forEach(([low, high], i) =>
      draw('path', {class: `band b${i}`, d: band(led, low, high, scale)}, svg));
    [1, 2, 3].forEach(column => fan.before.length
      && draw('path', {class: 'before', d: line(fan.before, column, scale)}, svg));
    later.forEach(one => one());
    draw('path', {class: 'middle', d: line(led, 4, scale)}, svg);
    past(fan.history, 'own');
    const [goalYear, goal, goalText] = fan.target;
    draw('line', {class: 'goal', x1: box.left, x2: width - box.right, y1: scale.y(goal), y2: scale.y(goal)}, svg);
    draw('circle', {class: 'goal-dot', cx: scale.x(goalYear), cy: scale.y(goal), r: 4.5}, svg);
    const goalMark = draw('text', {class: 'goal-text', x: scale.x(goalYear) + 7, y: scale.y(goal) - 7}, svg, goalText);
    const over = scale.x(goalYear) + 7 + goalMark.getComputedTextLength() - width;
    if (over > 0) goalMark.setAttribute('x', scale.x(goalYear) + 7 - over);
    marks.push([led[led.length - 1], 4, [words.median, led[led.length - 1][9]], 'own']);
    const ends = marks.map(([row, column]) => scale.y(row[column])), room = 34;
    const apart = ends.length === 2 ? Math.abs(ends[0] - ends[1]) : room;
    marks.forEach((one, i) => {  // names of two lines that end close together move apart
      const upper = ends[i] < ends[1 - i] || (apart === 0 && i === 0);
      mark(...one, box, small, apart < room ? (upper ? -1 : 1) * (room - apart) / 2 : 0);
    });
    points = new Map();
    fan.history.forEach(r => points.set(r[0], {at: [r[1]], text: r[3]}));
    rows.forEach(r => points.set(r[0], {at: [r[2], r[4], r[6]], text: r[8]}));
    other.forEach(r => { const p = points.get(r[0]); if (p) p.text += (data.lang === 'zh' ? '；' : '; ') + r[6]; });
    svg.setAttribute('aria-valuemin', first);
    svg.setAttribute('aria-valuemax', last);
    cursor = draw('g', {class: 'cursor'}, svg);
    point(state.year ?? last, state.year !== null);
  };
  const widest = () => Math.max(...[words.median, words.place].map(name => {
    const text = draw('text', {class: 'end own'}, svg, name || ''), size = text.getComputedTextLength();
    text.remove();
    return size;
  }));
  const mark = (row, column, lines, kind, box, small, shift) => {
    const y = scale.y(row[column]) + shift;
    if (small) {
      const ends = [row[1], row[kind === 'own' ? 7 : 5]].map(v => scale.y(v)), below = Math.max(...ends) + 15;
      const free = kind === 'own' && below < box.height - box.bottom;
      const at = free ? below : Math.min(...ends) - 6, right = box.width - box.right;
      const name = draw('text', {class: `end ${kind}`, x: right, 'text-anchor': 'end', y: at}, svg, lines.join(' '));
      const size = name.getComputedTextLength();  // the line of a break ends at the label
      name.before(draw('rect', {class: 'ground', x: right - size - 3, y: at - 12, width: size + 3, height: 15}, svg));
      return;
    }
    lines.forEach((text, i) => draw('text', {class: `end ${kind}`, x: box.width - box.right + 6,
      y: y + 15 * i - 2}, svg, text));
  };
  /* Years of the axis, as close as they fit: the last one and that of the target are among them. */
  const years = (first, last, goal, room) => {
    const least = Math.max(1, Math.ceil(40 / room)), known = goal >= first && goal <= last;
    const steps = Array.from({length: least + 4}, (_, i) => least + i);
    const both = known ? steps.find(n => (last - goal) % n === 0) : least, from = both || !known ? last : goal;
    return Array.from({length: last - first + 1}, (_, i) => first + i).filter(v => (from - v) % (both || least) === 0);
  };
  const point = (year, spoken = true) => {
    const years = [...points.keys()];
    const near = years.reduce((a, b) => Math.abs(b - year) < Math.abs(a - year) ? b : a);
    const {at, text} = points.get(near);
    cursor.replaceChildren();
    svg.setAttribute('aria-valuenow', near);
    svg.setAttribute('aria-valuetext', text);
    if (!spoken) return;
    state.year = near;
    draw('line', {x1: scale.x(near), x2: scale.x(near), y1: 42, y2: svg.viewBox.baseVal.height - 26}, cursor);
    at.forEach(v => draw('circle', {cx: scale.x(near), cy: scale.y(v), r: 4}, cursor));
    tell.textContent = text;
  };
  const follow = event => {
    const inside = svg.getBoundingClientRect(), years = [...points.keys()];
    const at = (event.clientX - inside.left) / inside.width * svg.viewBox.baseVal.width;
    const near = years.reduce((a, b) => Math.abs(scale.x(b) - at) < Math.abs(scale.x(a) - at) ? b : a);
    if (near !== state.year) point(near);
  };
  svg.addEventListener('pointermove', follow);
  svg.addEventListener('pointerdown', follow);
  svg.addEventListener('keydown', event => {
    const years = [...points.keys()].sort((a, b) => a - b), i = years.indexOf(state.year ?? years[years.length - 1]);
    const to = {ArrowLeft: i - 1, ArrowDown: i - 1, ArrowRight: i + 1, ArrowUp: i + 1, Home: 0, End: years.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    point(years[Math.max(0, Math.min(years.length - 1, to))]);
  });
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== width) { width = place.clientWidth; show(); }
  }).observe(place);
  document.fonts.addEventListener('loadingdone', show);  // room was left for another typeface
  show();
};
startFan();
