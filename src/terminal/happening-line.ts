// One line for what happened: the time, whom it happened to, and what.
import type { Happening } from "./history.ts";
import type { Paint } from "./paint.ts";

/** "13:02:11 5004 Hurwitz found 2^13 - 1"; several nodes go without their names. */
export function happeningLine({ at, nodes, tone, text }: Happening, names: Readonly<Record<number, string>>, paint: Paint): string {
	const [only] = nodes;
	const name = nodes.length === 1 && only !== undefined ? names[only] : undefined;
	const who = [nodes.join(" "), name ?? ""].filter((part) => part !== "").join(" ");
	const told = `${paint.dim(timeOfDay(at))} ${paint.node(who)}`;
	return `${told}${who === "" ? "" : " "}${paint.tone[tone](text)}`;
}

/** By the clock on the wall. */
function timeOfDay(at: number): string {
	return new Date(at).toTimeString().slice(0, 8);
}
