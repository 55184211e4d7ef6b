/* The figures of municipalities as rows of a chart and of the table below it. */

function figuresOf(data) {
  const { words, format } = data;
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, format.thousands);
  const euro = format.currency[0];

  const written = {
    EUR: (value) => euro + grouped(value),
    eurocent: (value) =>
      euro + grouped(Math.floor(value / 100)) + format.decimal + String(value % 100).padStart(2, "0"),
    persons: grouped,
  };
  const axis = { EUR: "$,.0f", eurocent: "$,.2f", persons: ",.0f" };

  /* Everybody who has the figure, largest first; equal ones share their rank. */
  function ranked(figure) {
    const rows = Object.entries(figure.values).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    let rank = 1;
    return rows.map(([code, value], place) => {
      if (place && rows[place - 1][1] !== value) rank = place + 1;
      return { code, name: data.municipalities[code][0], value, rank,
        amount: figure.unit === "eurocent" ? value / 100 : value, text: written[figure.unit](value) };
    });
  }

  /* Bins that grow like 1, 2, 5, 10; of differences, bins of one width on both sides of nothing.
     Each runs up to, but not including, the next. */
  function bins(rows) {
    const [most, least] = [rows[0].value, rows[rows.length - 1].value];
    const steps = least < 0 ? even(least, most) : growing(least, most);
    return steps.slice(0, -1).map((low, place) => {
      const high = steps[place + 1];
      return { low, high, rows: rows.filter((row) => row.value >= low && row.value < high) };
    });
  }

  function growing(least, most) {
    const steps = [0];
    for (let power = 1; steps[steps.length - 1] <= most; power *= 10) {
      for (const step of [1, 2, 5]) if (steps[steps.length - 1] <= most) steps.push(step * power);
    }
    return steps.slice(steps.findLastIndex((step) => step <= least));
  }

  function even(least, most) {
    const about = (most - least) / 8, power = 10 ** Math.floor(Math.log10(about));
    const wide = Math.max(1, [1, 2, 5, 10].find((step) => step * power >= about) * power);
    const steps = [Math.floor(least / wide) * wide];
    while (steps[steps.length - 1] <= most) steps.push(steps[steps.length - 1] + wide);
    return steps;
  }

  /* Those nearest in number of inhabitants, two on each side. */
  function neighbours(code) {
    const people = ranked(data.figures.find(({ id }) => id === "population.inhabitants"));
    const place = people.findIndex((row) => row.code === code);
    return place < 0 ? [code] : people.slice(Math.max(place - 2, 0), place + 3).map((r) => r.code);
  }

  return { words, axis, written, ranked, bins, neighbours };
}
