// The one table of message kinds. A new kind is a file beside this one, a member of Message and a row here;
// the compiler then names the handler that is missing (node.ts).
import {
	HAVES_EACH_SECOND,
	HAVE_BURST,
	LEASES_EACH_SECOND,
	LEASE_BURST,
	PIECES_EACH_SECOND,
	PIECE_BURST,
	PRIMES_EACH_SECOND,
	PRIME_BURST,
	WANTS_EACH_SECOND,
	WANT_BURST,
} from "../limits.ts";
import type { BadField, Envelope, Wire } from "./envelope.ts";
import { readKeyMessage, readProofMessage } from "./identity.ts";
import type { IdentityMessage } from "./identity.ts";
import { readPing, readPong } from "./ping.ts";
import type { PingMessage, PongMessage } from "./ping.ts";
import { readPrime } from "./prime.ts";
import type { PrimeMessage } from "./prime.ts";
import { readHaveMessage, readLeaseMessage, readPieceMessage, readResultMessage, readWantMessage } from "./shared.ts";
import type { SharedMessage } from "./shared.ts";

export type Message = PingMessage | PongMessage | PrimeMessage | IdentityMessage | SharedMessage;
export type MessageType = Message["msg_type"];
export type MessageOf<Type extends MessageType> = Extract<Message, { readonly msg_type: Type }>;

/** What goes out first where several messages wait for one link. */
export type Urgency = "first" | "soon" | "bulk";

/** How many a link may bring: a burst, and so many a second for long. What is above is dropped, and no fault: it may be passed on in good faith. */
export interface Rate {
	readonly burst: number;
	readonly eachSecond: number;
}

export interface Kind<Type extends MessageType> {
	/** Builds the message field by field from a line's object; the name of a bad field where it is none. */
	readonly read: (wire: Wire, envelope: Envelope) => MessageOf<Type> | BadField;
	readonly urgency: Urgency;
	/** Null: as many as the link carries. */
	readonly rate: Rate | null;
	/** Whether it may tell of what was recorded: then it waits until all records before it are kept. */
	readonly tells: boolean;
}

/** Each is said once on a link; a proof costs a signature. */
const IDENTITY_RATE: Rate = { burst: 2, eachSecond: 0.1 };

export const KINDS: { readonly [Type in MessageType]: Kind<Type> } = {
	PING: { read: readPing, urgency: "first", rate: null, tells: false },
	PONG: { read: readPong, urgency: "first", rate: null, tells: false },
	PRIME: {
		read: readPrime,
		urgency: "soon",
		rate: { burst: PRIME_BURST, eachSecond: PRIMES_EACH_SECOND },
		tells: true,
	},
	KEY: { read: readKeyMessage, urgency: "first", rate: IDENTITY_RATE, tells: false },
	PROOF: { read: readProofMessage, urgency: "first", rate: IDENTITY_RATE, tells: false },
	LEASE: {
		read: readLeaseMessage,
		urgency: "bulk",
		rate: { burst: LEASE_BURST, eachSecond: LEASES_EACH_SECOND },
		tells: true,
	},
	HAVE: { read: readHaveMessage, urgency: "bulk", rate: { burst: HAVE_BURST, eachSecond: HAVES_EACH_SECOND }, tells: true },
	WANT: { read: readWantMessage, urgency: "bulk", rate: { burst: WANT_BURST, eachSecond: WANTS_EACH_SECOND }, tells: true },
	PIECE: { read: readPieceMessage, urgency: "bulk", rate: { burst: PIECE_BURST, eachSecond: PIECES_EACH_SECOND }, tells: true },
	RESULT: { read: readResultMessage, urgency: "bulk", rate: null, tells: true },
};

type AnyKind = (typeof KINDS)[MessageType];

const BY_NAME: ReadonlyMap<string, AnyKind> = new Map(Object.entries(KINDS));

/** Undefined for a type that is not known here. */
export function kindOf(msg_type: string): AnyKind | undefined {
	return BY_NAME.get(msg_type);
}
