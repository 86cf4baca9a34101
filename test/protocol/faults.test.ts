import { describe, expect, it } from "vitest";
import { Faults } from "../../src/protocol/faults.ts";
import { FAULT_HALF_LIFE_MS, FAULT_HOSTS } from "../../src/protocol/limits.ts";

describe("the account of faults", () => {
	it("ends a culprit's credit at a hundred points, and then begins anew", () => {
		const faults = new Faults();
		for (let count = 0; count < 4; count++) expect(faults.add(0, "a", "not-json")).toBe(false);
		expect(faults.points(0, "b")).toBe(0);
		expect(faults.add(0, "a", "not-json")).toBe(true);
		expect(faults.points(0, "a")).toBe(0);
	});

	it("is halved with time", () => {
		const faults = new Faults();
		faults.add(0, "a", "line-too-long");
		expect(faults.points(FAULT_HALF_LIFE_MS, "a")).toBe(25);
		expect(faults.points(2 * FAULT_HALF_LIFE_MS, "a")).toBe(12.5);
		// One a minute for ever is forgiven.
		for (let minute = 1; minute < 1_000; minute++) expect(faults.add(minute * 60_000, "c", "relayed-false-claim")).toBe(false);
	});

	it("is kept for so many at most, the latest culprits", () => {
		const faults = new Faults();
		for (let host = 0; host <= FAULT_HOSTS; host++) faults.add(0, `host ${host}`, "not-json");
		expect(faults.size).toBe(FAULT_HOSTS);
		expect(faults.points(0, "host 0")).toBe(0);
		expect(faults.points(0, `host ${FAULT_HOSTS}`)).toBe(20);
	});
});
