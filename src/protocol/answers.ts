// Answers the exercise's messages by a function that was handed in, instead of the routine of respond.ts. What is no part of that routine
// stays the house's: links, rates, and claims that a glance refutes.
import type { Action, Message, Respond, State } from "./answer.ts";
import type { Emit } from "./events.ts";
import type { Exchange } from "./exchange.ts";
import type { Gossip } from "./gossip.ts";
import type { Link } from "./links.ts";
import type { PrimeMessage } from "./messages/prime.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Primes } from "./primes.ts";

export interface AnswersDependencies {
	readonly respond: Respond;
	readonly neighbours: Neighbours;
	readonly gossip: Gossip;
	readonly exchange: Exchange;
	readonly primes: Primes;
	readonly emit: Emit;
}

export class Answers {
	readonly #own: number;
	readonly #dependencies: AnswersDependencies;

	constructor(own: number, dependencies: AnswersDependencies) {
		this.#own = own;
		this.#dependencies = dependencies;
	}

	respond(now: number, link: Link, message: Message): void {
		const { gossip, exchange, emit, respond } = this.#dependencies;
		const duplicate = gossip.hasSeen(message);
		emit({ type: "heard", link: link.link, message, duplicate });
		if (message.msg_type === "PRIME" && !duplicate && !exchange.admits(now, link, message)) return;
		for (const action of respond(this.#state(), message)) if (!this.#perform(now, link, message, action)) return;
		if (message.msg_type === "PRIME") exchange.told(link, message);
	}

	#state(): State {
		const { neighbours, gossip, primes } = this.#dependencies;
		return {
			id: this.#own,
			peers: [...neighbours.peers].map(({ id }) => id),
			biggest_prime: primes.largest.exponent,
			biggest_prime_sender: primes.largest.finder,
			msg_id: gossip.messageId,
			hasSeen: (message) => gossip.hasSeen(message),
		};
	}

	/** False where nothing that follows makes sense any more. */
	#perform(now: number, link: Link, message: Message, action: Action): boolean {
		const { neighbours, gossip, exchange } = this.#dependencies;
		if (neighbours.links.get(link.link) === undefined) return false;
		switch (action.do) {
			case "hear":
				if (action.peer === link.peer) neighbours.heard(now, link, message);
				if (message.msg_type === "PRIME" && action.peer === message.msg_originator) exchange.meet(now, link, message);
				break;
			case "remember":
				gossip.isNew(message);
				break;
			case "send":
				gossip.sendTo(now, action.to, link, action.message);
				break;
			case "believe":
				return exchange.believe(now, link, claim(message, action));
		}
		return true;
	}
}

/** What is believed is the claim as the function has it. */
function claim(message: Message, { exponent, sender }: { readonly exponent: number; readonly sender: number }): PrimeMessage {
	return { ...message, msg_type: "PRIME", data: exponent, msg_originator: sender };
}
