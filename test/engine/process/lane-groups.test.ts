import { describe, expect, it } from "vitest";
import { LaneGroups } from "../../../src/engine/process/lane-groups.ts";
import { type Member, Orders } from "../../../src/engine/process/orders.ts";
import { lengthFor } from "../../../src/engine/squaring/lengths.ts";

describe("the groups of small exponents", () => {
	const run = async (exponents: readonly number[], factored: readonly number[] = []): Promise<readonly (readonly number[])[]> => {
		const orders = new Orders();
		for (const exponent of exponents)
			orders.add(exponent, { type: "test", exponent, kind: "LL", factorFirst: true, iterations: null, proof: null });
		const groups: number[][] = [];
		const laneGroups = new LaneGroups({ lanes: 4 });
		const settle = (members: readonly Member[]): Promise<void> => {
			groups.push(members.map(({ id }) => id));
			return Promise.resolve();
		};
		await laneGroups.work({
			next: () => orders.take((order) => laneGroups.accepts(order)),
			factor: ({ id }) => Promise.resolve(factored.includes(id)),
			together: settle,
			alone: (member) => settle([member]),
		});
		return groups;
	};

	it("fill the lanes with what is left after factoring, by transform length", async () => {
		const near = [30011, 30013, 30029, 30047, 30059, 30071];
		expect(await run(near, [30013])).toEqual([[30011, 30029, 30047, 30059], [30071]]);
		expect(lengthFor(1279)).not.toBe(lengthFor(30011));
		expect(await run([1279, 30011, 30013, 30029])).toEqual([[1279], [30011, 30013, 30029]]);
		expect(await run([30011, 30013])).toEqual([[30011], [30013]]);
	});

	it("stop at the first order that is not for it", async () => {
		expect(await run([30011, 86243, 30013])).toEqual([[30011]]);
		expect(await run([127, 30011])).toEqual([]);
	});
});
