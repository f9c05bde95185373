/* Find a county, choose whom to compare with. */
const startCounties = () => {
  if (!data.counties) return;
  const place = open('live-counties');
  if (!place) return;
  const {rows, years, first, home, count} = data.counties, zh = data.lang === 'zh';
  const known = new Map(rows.map(r => [r.code, r])), state = {year: String(years.find(y => y >= data.last) || years[0]), shown: first.slice()};
  const nameOf = r => zh ? r.zh : r.en;
  const box = make('input', {type: 'search', autocomplete: 'off', placeholder: words.hint, 'aria-label': words.find});
  const list = make('ul', {class: 'found'});
  const tell = make('p', {class: 'tell', role: 'status', 'aria-live': 'polite', text: words.scale.replace('{n}', count)});
  const year = choose(words.year, years.map(y => [y, y]), () => { state.year = year.value; show(); });
  year.value = state.year;
  const reset = make('button', {type: 'button', text: words.reset});
  const table = make('table'), wide = make('div', {class: 'wide', role: 'group', tabindex: 0, 'aria-label': words.caption}, table);
  place.append(make('div', {class: 'picks'}, named(words.find, box), named(words.year, year)), list, tell, wide, reset);
  fits.observe(wide);
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
    const place = [...table.querySelectorAll('.drop')].indexOf(document.activeElement);
    show();
    tell.textContent = fill(words.dropped, {name: nameOf(r)});
    const left = table.querySelectorAll('.drop');  /* not the search: a phone would show its keys */
    (left[Math.min(Math.max(place, 0), left.length - 1)] || reset).focus();
  };
  const lane = ([low, middle, high], own, small = false) => {
    const svg = document.createElementNS(NS, 'svg'), x = v => 4 + (v - 1) / (count - 1) * 112;
    svg.setAttribute('viewBox', '0 0 120 16');
    svg.setAttribute('class', 'lane' + (own ? ' own' : '') + (small ? ' small' : ''));
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
      make('td', {}, cells[3], lane(cells, own, true)), make('td', {text: own ? words.home : cells[4]}),
      make('td', {class: 'lanes'}, lane(cells, own)), make('td', {}, remove));
  };
  show();
};
startCounties();
