// The gossip of leases: this node's are told to some who take part, others' are checked, heeded and passed on, each once.
// A newcomer is told of all that hold. No lease is passed on that its key did not sign.
import { leaseText } from "../lease.ts";
import type { SignedLease } from "../lease.ts";
import { LEASE_FANOUT, LEASE_TTL } from "../limits.ts";
import type { Evidence } from "./evidence.ts";
import type { CarriedLease, Emit, Partner } from "./events.ts";
import type { Journals } from "./journals.ts";
import type { Partners } from "./partners.ts";
import type { Runs } from "./runs.ts";
import type { Strangers } from "./strangers.ts";

/** Signatures of leases that are being checked at once. */
const CHECKS_AT_ONCE = 1_000;

export interface LeaseGossipDependencies {
	readonly journals: Journals;
	readonly evidence: Evidence;
	readonly runs: Runs;
	readonly partners: Partners;
	readonly strangers: Strangers;
	readonly emit: Emit;
	readonly nextId: () => number;
	/** 0 <= random() < 1. */
	readonly random: () => number;
}

export class LeaseGossip {
	readonly #dependencies: LeaseGossipDependencies;
	readonly #checking = new Map<number, { readonly message: CarriedLease; readonly from: Partner }>();
	/** The latest lease of each other key, to be told to newcomers. */
	readonly #latest = new Map<number, SignedLease>();

	constructor(dependencies: LeaseGossipDependencies) {
		this.#dependencies = dependencies;
	}

	/** Whether a lease of another holds, of a key that did not prove wrong. */
	get isAnybodyAtWork(): boolean {
		const { runs, evidence } = this.#dependencies;
		return runs.leases.active().some((key) => !evidence.standing.isWrong(key));
	}

	announce(lease: SignedLease): void {
		const { partners, random, emit } = this.#dependencies;
		const to = partners.some(LEASE_FANOUT, random);
		if (to.length > 0) emit({ type: "say-lease", to, lease, ttl: LEASE_TTL });
	}

	/** Who just said that it takes part hears of all work under way. */
	welcome(partner: Partner): void {
		const { runs, emit } = this.#dependencies;
		if (runs.current !== null) emit({ type: "say-lease", to: [partner], lease: runs.current, ttl: 0 });
		for (const key of runs.leases.active()) {
			const lease = this.#latest.get(key);
			if (lease !== undefined) emit({ type: "say-lease", to: [partner], lease, ttl: 0 });
		}
	}

	/** Nothing is known of the key any more. */
	forget(number: number): void {
		this.#latest.delete(number);
	}

	/** A lease came; its signature is checked only where it may be news. */
	hear(from: Partner, message: CarriedLease): void {
		const lease = message.data;
		const { journals, evidence, runs, emit, nextId } = this.#dependencies;
		const journal = journals.find(lease.key);
		if (journal === journals.own || this.#checking.size >= CHECKS_AT_ONCE) return;
		if (journal !== undefined && evidence.standing.isWrong(journal.number)) return;
		if (journal !== undefined && lease.number <= runs.leases.numberOf(journal.number)) return;
		const id = nextId();
		this.#checking.set(id, { message, from });
		emit({ type: "verify", id, key: lease.key, text: leaseText(lease), sig: lease.sig });
	}

	/** True where the answer was for a lease. */
	verified(now: number, id: number, isValid: boolean): boolean {
		const checked = this.#checking.get(id);
		if (checked === undefined) return false;
		this.#checking.delete(id);
		const { message, from } = checked;
		const lease = message.data;
		const { strangers, runs, partners, random, emit } = this.#dependencies;
		// A key has a place here from its first signature on, not from its mention.
		const journal = isValid ? strangers.admit(now, lease.key) : undefined;
		if (journal === undefined || !runs.hear(now, journal.number, lease)) return true;
		this.#latest.set(journal.number, lease);
		const others = partners.active().filter(({ peer }) => peer !== from.peer);
		const to = partners.some(LEASE_FANOUT, random, others);
		if (message.ttl > 0 && to.length > 0) emit({ type: "pass-on", to, message: { ...message, ttl: message.ttl - 1 } });
		return true;
	}
}
