/* Circles as large as the figure itself, for who does not want them as large as the inhabitants:
   moved from where those stand until none lies on another, as pages/circles.py moves them. */

const ROUNDS = 70, SETTLING = 1200, LOOKED_FOR = 12, PULL = 0.03, BORN = 0.3, REACH = 7;

/* Whether the area of a circle can say it: nothing is smaller than none. */
const canBeSize = (figure) => !figure.difference;

const arrangements = new Map();

/* By code x, y, radius and the colour of the ground; worked out once for each figure. */
function arrangedBy(figure) {
  if (!arrangements.has(figure.id)) {
    const { maps, municipalities } = window.opendataExplore;
    const places = maps[figure.map], codes = Object.keys(places);
    const settled = settledCircles(codes.map((code) => ({ x: places[code][0], y: places[code][1],
      value: figure.values[code] || 0, province: municipalities[code][1] })));
    arrangements.set(figure.id, Object.fromEntries(codes.map((code, at) =>
      [code, [...settled[at], places[code][3]]])));
  }
  return arrangements.get(figure.id);
}

function settledCircles(towns) {
  const { covered, smallest, apart } = window.opendataExplore.circles;
  const total = towns.reduce((sum, town) => sum + town.value, 0) || 1;
  const radii = towns.map(({ value }) => Math.max(Math.sqrt(covered * value / total / Math.PI), smallest));
  const spots = towns.map(({ x, y }) => [x, y]);
  let pairs = [];
  for (let number = 0; number < ROUNDS + SETTLING; number += 1) {
    if (number % LOOKED_FOR === 0) pairs = pairsNear(towns, spots, radii);
    if (number < ROUNDS) {
      towns.forEach((home, at) => {
        spots[at][0] += PULL * (home.x - spots[at][0]);
        spots[at][1] += PULL * (home.y - spots[at][1]);
      });
    }
    const grown = Math.min(1, BORN + (1 - BORN) * number / ROUNDS);
    for (const [one, other, room] of pairs) pushedApart(spots, radii, one, other, room * grown);
    const near = ([one, other]) => Math.hypot(spots[other][0] - spots[one][0],
      spots[other][1] - spots[one][1]) < radii[one] + radii[other] + apart / 2;
    if (number >= ROUNDS + LOOKED_FOR && !pairs.some(near)) break;
  }
  return withinTheMap(spots, radii);
}

/* Pairs that are, or may soon be, too near to one another, and how far apart they must be. */
function pairsNear(towns, spots, radii) {
  const { apart, provinces_apart } = window.opendataExplore.circles;
  const found = [];
  for (let one = 0; one < spots.length; one += 1) {
    for (let other = one + 1; other < spots.length; other += 1) {
      const same = towns[one].province === towns[other].province;
      const room = radii[one] + radii[other] + (same ? apart : provinces_apart);
      const near = (at) => Math.abs(spots[other][at] - spots[one][at]) < room + REACH;
      if (near(0) && near(1)) found.push([one, other, room]);
    }
  }
  return found;
}

/* The lighter one moves more. */
function pushedApart(spots, radii, one, other, room) {
  const [first, second] = [spots[one], spots[other]];
  const [x, y] = [second[0] - first[0] || 1e-6, second[1] - first[1]];
  const distance = Math.hypot(x, y);
  if (distance >= room) return;
  const lacks = (room - distance) / distance, [weight, theirs] = [radii[one] ** 2, radii[other] ** 2];
  const [own, rest] = [lacks * theirs / (weight + theirs), lacks * weight / (weight + theirs)];
  first[0] -= x * own;
  first[1] -= y * own;
  second[0] += x * rest;
  second[1] += y * rest;
}

/* Moved, and made smaller where they would not fit, into the picture. */
function withinTheMap(spots, radii) {
  const { margin, legend } = window.opendataExplore.circles;
  const [width, height] = window.opendataExplore.size;
  const ends = [0, 1].map((at) => [Math.min(...spots.map((spot, of) => spot[at] - radii[of])),
    Math.max(...spots.map((spot, of) => spot[at] + radii[of]))]);
  const [left, top] = [ends[0][0], ends[1][0]];
  const scale = Math.min(1, (width - 2 * margin - legend) / (ends[0][1] - left), (height - 2 * margin) / (ends[1][1] - top));
  const tenth = (value) => Math.round(10 * value) / 10;
  return spots.map(([x, y], at) => [tenth((x - left) * scale + margin + legend),
    tenth((y - top) * scale + margin), tenth(radii[at] * scale)]);
}
