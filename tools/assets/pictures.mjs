// The icon sprite and the sign: five upright strokes, one per day, the current day raised and yellow.
import { existsSync, readFileSync } from "node:fs";

const LUCIDE = "node_modules/lucide-static/icons";

// Shapes with a meaning of their own: a living lab is a circle, an excellence hub a hexagon.
const OWN = {
  lab: '<symbol id="lab" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="currentColor" stroke="none"/></symbol>',
  hub: '<symbol id="hub" viewBox="0 0 10 10"><path d="M5 0l4.4 2.5v5L5 10 .6 7.5v-5z" fill="currentColor" stroke="none"/></symbol>',
};

// Every name of the list as <symbol id="NAME">, and the sign as week-0 (before) to week-6 (after).
export function sprite(names) {
  const symbols = names.map((name) => OWN[name] ?? lucide(name));
  const weeks = [0, 1, 2, 3, 4, 5, 6].map((day) =>
    `<symbol id="week-${day}" viewBox="0 0 30 24">${strokes(day, "currentColor")}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${[...symbols, ...weeks].join("\n")}</svg>\n`;
}

export function favicon(day) {
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -9 42 42">' +
    `<rect x="-6" y="-9" width="42" height="42" rx="6" fill="#17235c"/>${strokes(day, "#fff")}</svg>\n`;
}

function lucide(name) {
  const file = `${LUCIDE}/${name}.svg`;
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) {
    throw new Error(`src/app/icons.list: there is no icon "${name}"`);
  }
  const svg = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const inside = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
}

function strokes(day, colour) {
  return [1, 2, 3, 4, 5].map((stroke) => {
    const isToday = stroke === day;
    const isHigh = isToday || day === 6;
    const x = (stroke - 1) * 6.25;
    const [y, height] = isHigh ? [0, 24] : [6, 18];
    return `<rect x="${x}" y="${y}" width="4.5" height="${height}" fill="${isToday ? "#ffd21f" : colour}" stroke="none"/>`;
  }).join("");
}
