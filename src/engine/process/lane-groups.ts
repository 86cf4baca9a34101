// Small exponents that wait together: factored one by one, and those left tested side by side as soon as they fill the lanes.
// Takes only from the head of the queue, so nobody waits longer than they would anyway.
import { SMALLEST_TRANSFORM_EXPONENT } from "../limits.ts";
import { lengthFor } from "../squaring/lengths.ts";
import { createLaneSquarer } from "../squaring/plan.ts";
import type { BatchSquarer } from "../squaring/squarer.ts";
import { exponentOf, type WorkOrder } from "./messages.ts";
import type { Member } from "./orders.ts";

/** Beyond it the lanes together outgrow the second-level cache, and save little. */
const LARGEST_EXPONENT = 50_000;

export interface GroupWork {
	/** The next order if it may join, already begun. */
	readonly next: () => Member | undefined;
	/** Looks for factors; true where the order is over. */
	readonly factor: (member: Member) => Promise<boolean>;
	/** Tests so many side by side; they are of one transform length. */
	readonly together: (members: readonly Member[]) => Promise<void>;
	readonly alone: (member: Member) => Promise<void>;
}

export class LaneGroups {
	/** Exponents at once; 0 where they are tested one after another. */
	readonly lanes: number;

	constructor(options: { readonly lanes: number }) {
		this.lanes = options.lanes;
	}

	accepts(order: WorkOrder): boolean {
		if (this.lanes <= 1 || order.type !== "test") return false;
		const { exponent, kind, iterations } = order;
		return kind === "LL" && iterations === null && exponent >= SMALLEST_TRANSFORM_EXPONENT && exponent <= LARGEST_EXPONENT;
	}

	squarer(exponents: readonly number[]): BatchSquarer {
		return createLaneSquarer(exponents);
	}

	/** Works until no order that may join is waiting and all that joined are settled. */
	async work(work: GroupWork): Promise<void> {
		const left: Member[] = [];
		for (let member = work.next(); member !== undefined; member = work.next()) {
			if (!(await work.factor(member))) left.push(member);
			const group = sameLength(left).find((members) => members.length === this.lanes);
			if (group === undefined) continue;
			for (const each of group) left.splice(left.indexOf(each), 1);
			await work.together(group);
		}
		for (const members of sameLength(left)) {
			// One lane may stay empty and it still pays.
			if (members.length >= this.lanes - 1) await work.together(members);
			else for (const member of members) await work.alone(member);
		}
	}
}

function sameLength(members: readonly Member[]): readonly Member[][] {
	return [...Map.groupBy(members, ({ order }) => lengthFor(exponentOf(order))).values()];
}
