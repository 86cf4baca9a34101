// The fourth routine: to every message received, and to links that open and end. Binds a link by its first message, remembers what was
// seen, and hands each kind of message to its handler. Never speaks while the node sleeps: then it is not called.
import type { Answers } from "./answers.ts";
import { event } from "./events.ts";
import type { Emit, LinkOpened } from "./events.ts";
import type { Exchange } from "./exchange.ts";
import type { Gossip } from "./gossip.ts";
import type { Identities } from "./identities.ts";
import type { Link } from "./links.ts";
import type { IdentityMessage } from "./messages/identity.ts";
import type { Message, MessageOf, MessageType } from "./messages/kinds.ts";
import { isSigned } from "./messages/prime.ts";
import type { SignedPrimeMessage } from "./messages/prime.ts";
import type { Received } from "./messages/parse.ts";
import type { SharedMessage } from "./messages/shared.ts";
import type { Neighbours } from "./neighbours.ts";

export interface RespondDependencies {
	readonly neighbours: Neighbours;
	readonly gossip: Gossip;
	readonly exchange: Exchange;
	readonly identities: Identities;
	/** Who answers the exercise's own messages instead of this routine. */
	readonly answers: Answers | null;
	readonly emit: Emit;
}

type Handler<Type extends MessageType> = (now: number, link: Link, message: MessageOf<Type>, isNew: boolean) => void;

/** What each kind of message leads to, once its link is bound and its peer heard. */
type Handlers = { readonly [Type in MessageType]: Handler<Type> };

export class Respond {
	readonly #own: number;
	readonly #dependencies: RespondDependencies;
	readonly #handlers: Handlers = {
		PING: (_now, link, _message, isNew) => {
			if (isNew) this.#probe(link, "PONG");
		},
		PONG: () => {},
		KEY: (now, link, message) => this.#identify(now, link, message),
		PROOF: (now, link, message) => this.#identify(now, link, message),
		PRIME: (now, link, message, isNew) => this.#dependencies.exchange.heard(now, link, message, isNew),
		LEASE: (now, link, message, isNew) => this.#told(now, link, message, isNew),
		HAVE: (now, link, message) => {
			// Who speaks of journals has a key; a peer of the base protocol is never asked for one.
			this.#dependencies.identities.ask(link);
			this.#told(now, link, message, true);
		},
		WANT: (now, link, message) => this.#told(now, link, message, true),
		RESULT: (now, link, message) => this.#told(now, link, message, true),
		PIECE: (now, link, message) => this.#told(now, link, message, true),
	};

	constructor(own: number, dependencies: RespondDependencies) {
		this.#own = own;
		this.#dependencies = dependencies;
	}

	/** The dialler speaks first, with a PING, unless it sleeps. */
	opened(now: number, opened: LinkOpened, isAwake: boolean): void {
		const link = this.#dependencies.neighbours.opened(now, opened);
		if (opened.direction === "dialled" && isAwake) this.#probe(link, "PING");
	}

	received(now: number, id: number, received: Received): void {
		const { neighbours, identities } = this.#dependencies;
		const link = neighbours.links.get(id);
		if (link === undefined) return;
		if (received.kind === "fault") return neighbours.fault(now, link, received.fault);
		const message = received.kind === "message" ? received.message : null;
		const forwarder = received.kind === "message" ? received.message.msg_forwarder : received.forwarder;
		const isFirst = link.peer === null;
		if (isFirst && forwarder === this.#own) return this.#metOwnId(now, link);
		if (isFirst) {
			if (identities.isHeld(forwarder, link)) return this.#onTrial(now, link, message);
			if (!this.#bind(now, link, forwarder, message)) return;
		} else if (forwarder !== link.peer) return neighbours.fault(now, link, { code: "wrong-forwarder", forwarder });
		if (message !== null) this.#respond(now, link, message);
		else this.#heardUnknown(now, link, received.kind === "unknown" ? received.type : "");
		if (isFirst) this.#welcome(link, message);
	}

	/** The other end of a link has proved its key. */
	proved(now: number, link: Link): void {
		const { neighbours, identities, exchange } = this.#dependencies;
		const id = link.theirs!.id;
		if (link.peer !== null) {
			neighbours.doubles.proved(link);
			return exchange.proved(link);
		}
		if (identities.isHeld(id, link)) return neighbours.hangUp(now, link, "its id is taken");
		if (this.#bind(now, link, id, null)) this.#welcome(link, null);
	}

	/** The signature of a PRIME is checked; its link may have ended meanwhile. */
	checked(now: number, id: number, message: SignedPrimeMessage, isValid: boolean): void {
		const { neighbours } = this.#dependencies;
		const link = neighbours.links.get(id);
		if (link === undefined || link.peer === null) return;
		if (isValid) this.#handle(now, link, message);
		else neighbours.fault(now, link, { code: "bad-signature" });
	}

	closed(now: number, id: number, reason: string): void {
		const { neighbours } = this.#dependencies;
		const link = neighbours.links.get(id);
		if (link !== undefined) neighbours.closed(now, link, reason);
	}

	#respond(now: number, link: Link, message: Message): void {
		const { neighbours, gossip, exchange, answers } = this.#dependencies;
		if (answers === null || !isOfExercise(message)) neighbours.heard(now, link, message);
		if (message.msg_type === "PRIME" && isSigned(message) && !gossip.hasSeen(message)) return exchange.check(now, link, message);
		this.#handle(now, link, message);
	}

	#handle(now: number, link: Link, message: Message): void {
		const { gossip, answers, emit } = this.#dependencies;
		if (answers !== null && isOfExercise(message)) return answers.respond(now, link, message);
		const isNew = gossip.isNew(message);
		emit({ type: "heard", link: link.link, message, duplicate: !isNew });
		// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the handler of the message's own type
		const handler = this.#handlers[message.msg_type] as (now: number, link: Link, message: Message, isNew: boolean) => void;
		handler(now, link, message, isNew);
	}

	#bind(now: number, link: Link, id: number, message: Message | null): boolean {
		const { neighbours, gossip } = this.#dependencies;
		if (message !== null) gossip.noticeRestart(link, message);
		const earlier = neighbours.linkTo(id);
		if (!neighbours.bind(now, link, id)) return false;
		if (link.rivalSince !== null && earlier !== undefined) this.#probe(earlier, "PING");
		return true;
	}

	/** What a newcomer should know. */
	#welcome(link: Link, first: Message | null): void {
		const { neighbours, exchange, emit } = this.#dependencies;
		if (neighbours.links.get(link.link) === undefined) return;
		exchange.welcome(link, first);
		emit({ type: "linked", partner: neighbours.recipient(link) });
	}

	/** The id that the link claims is proved on another, which lives: nothing but a proof is heard. */
	#onTrial(now: number, link: Link, message: Message | null): void {
		const { identities } = this.#dependencies;
		identities.ask(link);
		if (message?.msg_type === "KEY" || message?.msg_type === "PROOF") this.#identify(now, link, message);
	}

	#identify(now: number, link: Link, message: IdentityMessage): void {
		const { neighbours, identities } = this.#dependencies;
		if (!neighbours.admits(now, link, message.msg_type)) return;
		if (message.msg_type === "KEY") identities.asked(link, message);
		else identities.proved(link, message);
	}

	/** For the shared search. */
	#told(now: number, link: Link, message: SharedMessage, isNew: boolean): void {
		const { neighbours, emit } = this.#dependencies;
		if (isNew && neighbours.admits(now, link, message.msg_type)) emit({ type: "told", from: neighbours.recipient(link), message });
	}

	/** A type of a newer protocol: somebody spoke, that is all. */
	#heardUnknown(now: number, link: Link, msg_type: string): void {
		const { neighbours, emit } = this.#dependencies;
		neighbours.heard(now, link, null);
		emit(event("unknown-type", { peer: link.peer!, msg_type }));
	}

	/** Either the node dialled itself, or another node has its id. It answers, so that the dialler learns it too. */
	#metOwnId(now: number, link: Link): void {
		const { neighbours, gossip } = this.#dependencies;
		if (link.direction === "accepted") gossip.send([{ link: link.link, peer: this.#own }], gossip.createProbe("PONG"));
		neighbours.metOwnId(now, link);
	}

	#probe(link: Link, type: "PING" | "PONG"): void {
		const { neighbours, gossip } = this.#dependencies;
		gossip.send([neighbours.recipient(link)], gossip.createProbe(type));
	}
}

function isOfExercise(message: Message): message is MessageOf<"PING" | "PONG" | "PRIME"> {
	return message.msg_type === "PING" || message.msg_type === "PONG" || message.msg_type === "PRIME";
}
