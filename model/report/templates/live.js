/* Controls of the brief. Every figure shown was made before; this only draws and places it. */
'use strict';
(() => {
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
        percent ? `${Math.round(v * 100)}%` : v);
    }
    for (const v of xticks || ticks(xs[0], xs[1], width < 480 ? 4 : 7)) {
      draw('text', {class: 'tick', x: x(v), y: height - bottom + 17, 'text-anchor': 'middle'}, svg, v);
    }
    return {x, y};
  };
  const band = (rows, low, high, {x, y}) => 'M' + rows.map(r => `${x(r[0])},${y(r[low])}`).join('L')
    + 'L' + rows.slice().reverse().map(r => `${x(r[0])},${y(r[high])}`).join('L') + 'Z';
  const line = (rows, column, {x, y}) => 'M' + rows.map(r => `${x(r[0])},${y(r[column])}`).join('L');

  const startFan = () => {
    const place = open('live-fan');
    if (!place || !data.fan) return;
    const state = {variable: 'gdp', scenario: data.scenarios[0][0], year: null};
    const svg = document.createElementNS(NS, 'svg');
    const tell = make('p', {class: 'tell', role: 'status', 'aria-live': 'polite', text: words.help});
    const variable = choose(words.variable, Object.entries(data.fan).map(([k, f]) => [k, f.label]),
      () => { state.variable = variable.value; show(); });
    const scenario = choose(words.scenario, data.scenarios,
      () => { state.scenario = scenario.value; show(); });
    place.append(make('div', {class: 'picks'}, named(words.variable, variable),
      named(words.scenario, scenario)), svg, tell);
    place.closest('figure').classList.add('alive');
    for (const [key, value] of Object.entries({class: 'chart', tabindex: 0, role: 'slider',
      'aria-label': words.chart})) svg.setAttribute(key, value);
    let scale = null, points = new Map(), cursor = null;

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
      const other = (fan.places || {})[state.scenario] || [];
      const width = Math.max(300, Math.min(860, place.clientWidth)), small = width < 480;
      const box = {width, height: small ? 330 : 400, left: 42, right: small ? 20 : 96, top: 24, bottom: 26};
      const seen = [fan.target[1], ...fan.history.map(r => r[1]), ...rows.map(r => r[7]),
        ...other.map(r => r[3])];
      const first = Math.min(...fan.history.map(r => r[0])), last = rows[rows.length - 1][0];
      const top = Math.max(...seen), marks = [], later = [];
      svg.replaceChildren();
      scale = frame(svg, box, [first, last], fan.down ? [1, top + 3] : [0, top * 1.06], {down: fan.down,
        xticks: Array.from({length: last - first + 1}, (_, i) => first + i)
          .filter(v => (last - v) % (small ? 5 : 3) === 0)});
      draw('text', {class: 'tick', x: 0, y: 12}, svg, fan.unit);
      (fan.breaks || []).filter(v => v > first && v < last).forEach(v => {
        draw('line', {class: 'break', x1: scale.x(v), x2: scale.x(v), y1: box.top, y2: box.height - box.bottom}, svg);
        draw('text', {class: 'tick', x: scale.x(v), y: box.top - 6, 'text-anchor': 'middle'}, svg, words.basis);
      });
      const start = fan.history[fan.history.length - 1];
      const led = [[start[0], ...Array(7).fill(start[1])], ...rows.filter(r => r[0] > start[0])];
      if (other.length) {
        const p = fan.placeHistory[fan.placeHistory.length - 1];
        const led_ = [[p[0], p[1], p[1], p[1]], ...other.filter(r => r[0] > p[0])];
        draw('path', {class: 'rival-band', d: band(led_, 1, 3, scale)}, svg);
        later.push(() => draw('path', {class: 'rival-line', d: line(led_, 2, scale)}, svg));
        past(fan.placeHistory, 'rival');
        marks.push([led_[led_.length - 1], 2, [words.place, led_[led_.length - 1][5]], 'rival']);
      }
      [[1, 7], [2, 6], [3, 5]].forEach(([low, high], i) =>
        draw('path', {class: `band b${i}`, d: band(led, low, high, scale)}, svg));
      later.forEach(one => one());
      draw('path', {class: 'middle', d: line(led, 4, scale)}, svg);
      past(fan.history, 'own');
      const [goalYear, goal, goalText] = fan.target;
      draw('line', {class: 'goal', x1: box.left, x2: width - box.right, y1: scale.y(goal), y2: scale.y(goal)}, svg);
      draw('circle', {class: 'goal-dot', cx: scale.x(goalYear), cy: scale.y(goal), r: 4.5}, svg);
      draw('text', {class: 'goal-text', x: scale.x(first) + 4, y: scale.y(goal) - 6}, svg, goalText);
      marks.push([led[led.length - 1], 4, [words.median, led[led.length - 1][9]], 'own']);
      marks.forEach(one => mark(...one, box, small));
      points = new Map();
      fan.history.forEach(r => points.set(r[0], {at: [r[1]], text: r[3]}));
      rows.forEach(r => points.set(r[0], {at: [r[2], r[4], r[6]], text: r[8]}));
      other.forEach(r => { const p = points.get(r[0]); if (p) p.text += (data.lang === 'zh' ? '；' : '; ') + r[4]; });
      svg.setAttribute('aria-valuemin', first);
      svg.setAttribute('aria-valuemax', last);
      cursor = draw('g', {class: 'cursor'}, svg);
      point(state.year ?? last, state.year !== null);
    };
    const mark = (row, column, lines, kind, box, small) => {
      if (small) return;
      lines.forEach((text, i) => draw('text', {class: `end ${kind}`, x: box.width - box.right + 6,
        y: scale.y(row[column]) + 15 * i - 2}, svg, text));
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
      draw('line', {x1: scale.x(near), x2: scale.x(near), y1: 20, y2: svg.viewBox.baseVal.height - 26}, cursor);
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
    show();
  };

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
      if (!years.includes(state.year)) state.year = years.includes('2030') ? '2030' : years[0];
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

  const startCounties = () => {
    if (!data.counties) return;
    const place = open('live-counties');
    if (!place) return;
    const {rows, years, first, home, count} = data.counties, zh = data.lang === 'zh';
    const known = new Map(rows.map(r => [r.code, r])), state = {year: String(years.find(y => y >= 2030) || years[0]), shown: first.slice()};
    const nameOf = r => zh ? r.zh : r.en;
    const box = make('input', {type: 'search', autocomplete: 'off', placeholder: words.hint, 'aria-label': words.find});
    const list = make('ul', {class: 'found'});
    const tell = make('p', {class: 'tell', role: 'status', 'aria-live': 'polite', text: words.scale.replace('{n}', count)});
    const year = choose(words.year, years.map(y => [y, y]), () => { state.year = year.value; show(); });
    year.value = state.year;
    const reset = make('button', {type: 'button', text: words.reset});
    const table = make('table'), wide = make('div', {class: 'wide', role: 'region', tabindex: 0, 'aria-label': words.caption}, table);
    place.append(make('div', {class: 'picks'}, named(words.find, box), named(words.year, year)), list, tell, wide, reset);
    reset.addEventListener('click', () => { state.shown = first.slice(); show(); });
    box.addEventListener('input', () => search(box.value));
    box.addEventListener('keydown', event => {
      const button = list.querySelector('button');
      if (event.key === 'Enter' && button) { event.preventDefault(); button.click(); }
    });

    const search = text => {
      const wanted = text.trim().toLowerCase();
      list.replaceChildren();
      if (!wanted) { tell.textContent = words.scale.replace('{n}', count); return; }
      const hits = rows.filter(r => r.zh.includes(wanted) || r.en.toLowerCase().includes(wanted) || r.code === wanted);
      tell.textContent = hits.length ? fill(words.found, {n: hits.length}) : words.nothing;
      hits.slice(0, 6).forEach(r => {
        const rank = r.years[state.year][3];
        const button = make('button', {type: 'button', text: `${words.add} ${r.zh} ${r.en} · ${state.year} ${rank}`});
        button.addEventListener('click', () => add(r));
        list.append(make('li', {}, button));
      });
    };
    const add = r => {
      if (!state.shown.includes(r.code)) state.shown.push(r.code);
      box.value = '';
      list.replaceChildren();
      show();
      tell.textContent = fill(words.added, {name: nameOf(r)}) + ' · ' + r.years[state.year][3];
      box.focus();
    };
    const drop = r => {
      state.shown = state.shown.filter(code => code !== r.code);
      show();
      tell.textContent = fill(words.dropped, {name: nameOf(r)});
      box.focus();
    };
    const lane = ([low, middle, high], own) => {
      const svg = document.createElementNS(NS, 'svg'), x = v => 4 + (v - 1) / (count - 1) * 112;
      svg.setAttribute('viewBox', '0 0 120 16');
      svg.setAttribute('class', own ? 'lane own' : 'lane');
      svg.setAttribute('aria-hidden', 'true');
      draw('line', {class: 'axis', x1: 4, x2: 116, y1: 8, y2: 8}, svg);
      draw('line', {class: 'reach', x1: x(low), x2: x(high), y1: 8, y2: 8}, svg);
      draw('circle', {class: 'mid', cx: x(middle), cy: 8, r: 4}, svg);
      return svg;
    };
    const show = () => {
      const order = state.shown.map(code => known.get(code)).sort((a, b) => (a.at ?? 999) - (b.at ?? 999));
      const head = [words.county, words.now, fill(words.then, {year: state.year}), words.lead, '', '']
        .map((text, i) => text ? make('th', {scope: 'col', text}) : make('td', i === 4 ? {class: 'lanes'} : {}));
      table.replaceChildren(make('caption', {class: 'unseen', text: words.caption}),
        make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...order.map(row)));
    };
    const row = r => {
      const own = r.code === home, cells = r.years[state.year];
      const remove = own ? '' : make('button', {type: 'button', class: 'drop', text: '×', 'aria-label': fill(words.remove, {name: nameOf(r)})});
      if (!own) remove.addEventListener('click', () => drop(r));
      return make('tr', own ? {class: 'home'} : {}, make('th', {scope: 'row', text: nameOf(r)}), make('td', {text: r.rank}),
        make('td', {text: cells[3]}), make('td', {text: own ? words.home : cells[4]}),
        make('td', {class: 'lanes'}, lane(cells, own)), make('td', {}, remove));
    };
    show();
  };

  startFan();
  startOdds();
  startCounties();
})();
