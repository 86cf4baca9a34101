// Which records of others a node tests again.
import { expect, test } from "vitest";
import { KNOWN_AFTER, PAGE_EVERY_MS } from "../../../src/search/limits.ts";
import { Checks } from "../../../src/search/shared/checks.ts";

const STRANGER = 7;

function newChecks(): Checks {
	return new Checks({
		random: () => 0.5,
		secondsATest: () => 0.01,
		isTestedHere: () => false,
		isDoubleChecked: () => false,
		confirmed: (key) => (key === STRANGER ? 0 : null),
	});
}

test("what was tested to get to know a stranger is not drawn once more from those who are known", () => {
	const checks = newChecks();
	for (let exponent = 0; exponent < 10; exponent++) checks.sample(0, STRANGER, 5_003 + exponent);
	const later = 10 * PAGE_EVERY_MS;
	const made = [];
	for (let next = checks.next(later); next !== undefined; next = checks.next(later)) made.push(next);
	expect(made.map(({ reason }) => reason)).toEqual(Array(KNOWN_AFTER).fill("stranger"));
	for (let drawn = 0; drawn < KNOWN_AFTER; drawn++) checks.draw(6_007 + drawn);
	expect(checks.next(later)).toBeUndefined();
	checks.draw(7_001);
	expect(checks.next(later)).toEqual({ exponent: 7_001, reason: "share" });
});
