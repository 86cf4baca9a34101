// Messages as such: makes this node's own, remembers those that were seen, and passes gossip on. Judges none of them.
import type { Emit, Recipient, Speech } from "./events.ts";
import { FORWARD_BURST, FORWARDS_EACH_SECOND, SEEN_MESSAGES, SEEN_MESSAGES_EACH } from "./limits.ts";
import type { Link } from "./links.ts";
import type { IdentityMessage } from "./messages/identity.ts";
import type { Message } from "./messages/kinds.ts";
import { isSigned, unsigned } from "./messages/prime.ts";
import type { PrimeMessage, SignedPrimeMessage } from "./messages/prime.ts";
import type { SharedMessage } from "./messages/shared.ts";
import type { Neighbours } from "./neighbours.ts";
import { Seen } from "./seen.ts";
import type { Originator } from "./seen.ts";

export interface GossipOptions {
	readonly id: number;
	/** HOST:PORT under which others can dial this node; without it they guess, on one machine. */
	readonly advertise: string | null;
	/** Larger than any id that this node used before, in an earlier run. */
	readonly firstMessageId: number;
	/** Its public key, or null. */
	readonly key: string | null;
}

const FORWARDS = { burst: FORWARD_BURST, eachSecond: FORWARDS_EACH_SECOND };

export class Gossip {
	readonly #options: GossipOptions;
	readonly #neighbours: Neighbours;
	readonly #emit: Emit;
	#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
	#messageId: number;

	constructor(options: GossipOptions, dependencies: { readonly neighbours: Neighbours; readonly emit: Emit }) {
		this.#options = options;
		this.#neighbours = dependencies.neighbours;
		this.#emit = dependencies.emit;
		this.#messageId = options.firstMessageId;
	}

	/** The id that the next own message will have. */
	get messageId(): number {
		return this.#messageId;
	}

	createProbe(msg_type: "PING" | "PONG"): Message {
		const { id } = this.#options;
		return { msg_type, msg_id: this.#messageId++, msg_forwarder: id, msg_originator: id, ttl: 0, data: null };
	}

	createPrime(ttl: number, exponent: number): PrimeMessage {
		const { advertise } = this.#options;
		const message = { msg_type: "PRIME", ...this.#envelope(ttl), data: exponent } as const;
		return advertise === null ? message : { ...message, msg_originator_addr: advertise };
	}

	createSpeech(ttl: number, speech: Speech): Message {
		// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one kind with its own data
		return { msg_type: speech.msg_type, ...this.#envelope(ttl), data: speech.data } as SharedMessage | IdentityMessage;
	}

	/** Seen before, or this node's own. What a key signed is not kept back by what others announced in its owner's name. */
	hasSeen(message: Message): boolean {
		const { msg_originator, msg_id } = message;
		return msg_originator === this.#options.id || this.#seen.has(originatorOf(message), msg_id);
	}

	/** True for a message that was not seen before and is not this node's own; it is remembered from now on. */
	isNew(message: Message): boolean {
		const { msg_originator, msg_id } = message;
		if (msg_originator === this.#options.id || !this.#seen.remember(originatorOf(message), msg_id)) return false;
		// Its copies that lost their signature on the way are no news.
		if (typeof originatorOf(message) === "string") this.#seen.remember(msg_originator, msg_id);
		return true;
	}

	/** This node's own, to each peer; with a key those that proved theirs wait for the signature. */
	announce(message: PrimeMessage): void {
		const peers = this.#neighbours.peers.recipientsExcept();
		this.send(this.#options.key === null ? peers : peers.filter((peer) => !this.#isProved(peer)), message);
	}

	/** An own PRIME has got its signature. */
	announceSigned(message: SignedPrimeMessage): void {
		this.send(
			this.#neighbours.peers.recipientsExcept().filter((peer) => this.#isProved(peer)),
			message,
		);
	}

	/** Another's, to each peer but the one that it came from and its originator; all but forwarder and ttl stays as it was. */
	spread(now: number, message: Message): void {
		const others = this.#neighbours.peers.recipientsExcept(message.msg_forwarder, message.msg_originator);
		this.#passOn(now, others, { ...message, msg_forwarder: this.#options.id });
	}

	/** To peers by their ids, over the link given or their own; who has none is left out. An own message gets the next id. */
	sendTo(now: number, ids: readonly number[], link: Link, message: Message): void {
		const links = ids.flatMap((id) => (id === link.peer ? link : (this.#neighbours.linkTo(id) ?? [])));
		const to = links.map((each) => this.#neighbours.recipient(each));
		if (message.msg_originator === this.#options.id) this.send(to, { ...message, msg_id: this.#messageId++ });
		else this.#passOn(now, to, message);
	}

	/** A message that was made before, by whomever: not to be forwarded any further. */
	handOver(to: Recipient, message: Message): void {
		this.send([to], { ...message, msg_forwarder: this.#options.id, ttl: 0 });
	}

	/** Who has proved no key gets a PRIME without its signature. */
	send(to: readonly Recipient[], message: Message): void {
		if (message.msg_type !== "PRIME" || !isSigned(message)) return this.#emitSend(to, message);
		this.#emitSend(
			to.filter((peer) => this.#isProved(peer)),
			message,
		);
		this.#emitSend(
			to.filter((peer) => !this.#isProved(peer)),
			unsigned(message),
		);
	}

	#emitSend(to: readonly Recipient[], message: Message): void {
		if (to.length > 0) this.#emit({ type: "send", to, message });
	}

	#isProved({ link }: Recipient): boolean {
		return (this.#neighbours.links.get(link)?.provedKey ?? null) !== null;
	}

	/**
	 * A node whose counter begins again on a new link was restarted: its new messages are not its earlier ones.
	 * Sure signs are an id of its own that was seen before, or one below what its earlier link had reached.
	 */
	noticeRestart(link: Link, { msg_originator, msg_forwarder, msg_id }: Message): void {
		if (msg_originator !== msg_forwarder) return;
		const isBehind = this.#neighbours.links.isBehind(link, msg_originator, msg_id);
		if (isBehind || this.#seen.has(msg_originator, msg_id)) this.#seen.forget(msg_originator);
	}

	/** As at the start, but for the counter. */
	forget(): void {
		this.#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
	}

	/** No link is told more than it takes. */
	#passOn(now: number, to: readonly Recipient[], message: Message): void {
		const { links } = this.#neighbours;
		this.send(
			to.filter(({ link }) => links.takeToken(now, links.get(link)!, "forward", FORWARDS)),
			message,
		);
	}

	#envelope(ttl: number): { msg_id: number; msg_forwarder: number; msg_originator: number; ttl: number } {
		const { id } = this.#options;
		return { msg_id: this.#messageId++, msg_forwarder: id, msg_originator: id, ttl };
	}
}

function originatorOf(message: Message): Originator {
	return message.msg_type === "PRIME" && isSigned(message) ? message.msg_originator_key : message.msg_originator;
}
