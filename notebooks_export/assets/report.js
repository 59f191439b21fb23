'use strict';
// Draws each figure's specification. Panels of a "vconcat" or "concat" become elements of their own, so that the page
// can lay them out for the width there is. Nothing is loaded, nothing evaluated: expressions run in Vega's interpreter.
(() => {
  const root = document.documentElement;

  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  function showTip(handler, event, item, value) {
    if (value === null || value === undefined || value === '') {
      tip.hidden = true;
      return;
    }
    tip.textContent = typeof value === 'object'
      ? Object.entries(value).map(([name, text]) => name + ': ' + text).join('\n')
      : String(value);
    tip.hidden = false;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(8, Math.min(event.clientX + 14, room)) + 'px';
    tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + 'px';
  }

  const options = {
    mode: 'vega-lite',
    ast: true,
    expr: vega.expressionInterpreter,
    renderer: 'svg',
    actions: false,
    defaultStyle: false,
    tooltip: showTip,
    loader: {load: () => Promise.reject(new Error('a report loads nothing'))},
  };

  function panelsOf(spec) {
    const {title, vconcat, concat, columns, ...shared} = spec;
    const panels = vconcat || concat || [shared];
    return panels.map((panel) => ({
      ...panel,
      $schema: spec.$schema,
      config: spec.config,
      description: (panel.title && panel.title.text ? panel.title.text + '. ' : '') + spec.description,
      width: 'container',
      autosize: {type: 'fit-x', contains: 'padding'},
    }));
  }

  // As many columns of a legend as its longest name leaves room for, and titles as long as the panel is wide: Vega
  // cuts off what does not fit.
  function fit(view, width) {
    if (view.title && view.title.limit) view.title.limit = width;
    for (const layer of view.layer || []) fit(layer, width);
    for (const channel of ['color', 'shape', 'stroke']) {
      const of = view.encoding && view.encoding[channel];
      if (!of || !of.scale || of.legend === null) continue;
      const letters = Math.max(...of.scale.domain.map((name) => String(name).length));
      const columns = Math.max(1, Math.floor((width - 60) / (letters * 7.4 + 34)));
      of.legend = {...of.legend, labelLimit: width - 60, columns: Math.min(columns, of.scale.domain.length)};
    }
  }

  function save(name, type, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function saveSvg(name, spec) {
    const parsed = vega.parse(vegaLite.compile(spec).spec, null, {ast: true});
    const view = new vega.View(parsed, {renderer: 'none', expr: vega.expressionInterpreter});
    save(name + '.svg', 'image/svg+xml', await view.toSVG());
    view.finalize();
  }

  function addTools(figure, spec) {
    const tools = figure.querySelector('.tools');
    tools.hidden = false;
    tools.addEventListener('click', (event) => {
      const kind = event.target.dataset.save;
      if (kind === 'svg') saveSvg(figure.dataset.chart, spec);
      if (kind === 'json') save(figure.dataset.chart + '.vl.json', 'application/json', JSON.stringify(spec, null, 2));
    });
  }

  async function draw(figure) {
    const stage = figure.querySelector('.stage');
    try {
      const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
      if (spec.concat) stage.classList.add('tiled');
      if (spec.columns === 2) stage.classList.add('wide');
      const places = panelsOf(structuredClone(spec)).map((panel) => {
        const place = document.createElement('div');
        stage.append(place);
        return [place, panel];
      });
      for (const [place, panel] of places) fit(panel, place.clientWidth);
      await Promise.all(places.map(([place, panel]) => vegaEmbed(place, panel, options)));
      addTools(figure, spec);
      return true;
    } catch (error) {
      stage.classList.add('failed');
      stage.textContent = 'This chart could not be drawn (' + error.message + '). Its numbers are below.';
      return false;
    }
  }

  // Paper cannot be clicked: what is folded away is opened for it, but for the licences.
  const folded = () => document.querySelectorAll('main details:not([open])');
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...folded()].filter((details) => !details.closest('footer'));
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  Promise.all([...document.querySelectorAll('figure[data-chart]')].map(draw)).then((drawn) => {
    root.dataset.ok = String(drawn.every(Boolean));
  });
})();
