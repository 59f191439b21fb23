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
      const places = panelsOf(spec).map((panel) => {
        const place = document.createElement('div');
        stage.append(place);
        return [place, panel];
      });
      await Promise.all(places.map(([place, panel]) => vegaEmbed(place, panel, options)));
      addTools(figure, spec);
      return true;
    } catch (error) {
      stage.classList.add('failed');
      stage.textContent = 'This chart could not be drawn (' + error.message + '). Its numbers are below.';
      return false;
    }
  }

  Promise.all([...document.querySelectorAll('figure[data-chart]')].map(draw)).then((drawn) => {
    root.dataset.ok = String(drawn.every(Boolean));
  });
})();
