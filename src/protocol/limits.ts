// Every bound and period of the protocol core, each with its reason. What an operator would change is also an option.

/** The exercise: look for the next prime every 10 s, ping every 5 s, evict every 1 s who was unheard for more than 10 s. */
export const GENERATE_EVERY_MS = 10_000;
export const PING_EVERY_MS = 5_000;
export const EVICT_EVERY_MS = 1_000;
export const STALE_AFTER_MS = 10_000;
/** Routines start at different moments, so that nodes that were started together do not speak in step. */
export const START_JITTER_MS = 2_000;
/** The flood reaches three hops; this brings the largest prime to nodes farther away. */
export const CATCH_UP_EVERY_MS = 30_000;

/** The exercise's TTL: two forwards, three hops. */
export const PRIME_TTL = 2;
/** No honest gossip travels farther; a TTL above it is a fault. */
export const LARGEST_TTL = 64;

/** An honest message has no nesting at all; deep JSON only serves to break parsers. */
export const JSON_DEPTH = 16;
/** So much of an unknown message type is shown. */
export const TYPE_CHARACTERS = 32;
/** Room for a DNS name of 253 characters and a port. */
export const ADDRESS_CHARACTERS = 262;

/** A link whose other end has said nothing valid for so long is closed. */
export const FIRST_MESSAGE_MS = 10_000;

/** A wake-up that comes later than this means that the node could not listen meanwhile: nobody is evicted for that time. A busy machine's usual lag stays below. */
export const DEAF_MS = 500;

/** The latest half is always there: what 128 peers that ping and pong say in 10 minutes. */
export const SEEN_MESSAGES = 65_536;
/** One originator's share of it: a flood in one name forgets only that name's messages. */
export const SEEN_MESSAGES_EACH = 8_192;

/** Peers that a list may hold. */
export const PEERS = 1_024;
/** Of these, the originators met through others alone: strangers' names must not keep out who really comes, on at most 128 links. */
export const PEERS_BY_GOSSIP = PEERS - 128;

/** Peers that a new link is told of at once. */
export const INTRODUCTIONS = 16;

/** Links to learned addresses that this node opens itself; the configured ones it always dials, and others may open more to it. */
export const DIALLED_LINKS = 16;
/** Addresses remembered to dial besides the configured ones. */
export const LEARNED_ADDRESSES = 256;
/** Addresses heard from others that may be tried for the first time in a minute: no node can be made a scanner. */
export const UNVERIFIED_DIALS_EACH_MINUTE = 20;
/** Pause before dialling again: random up to a cap that grows with the time since the peer was lost, so a restart is met soon. */
export const REDIAL_LEAST_MS = 1_000;
export const REDIAL_MOST_MS = 30_000;
export const REDIAL_SHARE_OF_ABSENCE = 1 / 8;
/** Signed PRIMEs whose signatures are being checked: one takes a tenth of a millisecond, beside the event loop. */
export const SIGNED_PRIMES_WAITING = 256;

/** An unproved link that claims the id of one that lives waits so long for a sign of life from that one: two round trips to anywhere. */
export const RIVAL_MS = 2_000;

/** A link that lasted so long had been worth it: the next absence counts from its end. */
export const STABLE_LINK_MS = 15_000;
/** A learned address that never answered is let go after so many failures, any learned one after so long an absence ... */
export const LEARNED_FAILURES = 4;
/** ... and tried once more after this time. */
export const LEARNED_PAUSE_MS = 600_000;

/** New PRIMEs that one link may bring: a burst, and so many a second for long. Far above an honest network's need. */
export const PRIME_BURST = 1_000;
export const PRIMES_EACH_SECOND = 100;
/** Others' PRIMEs that are passed on to one link: less than any receiver takes, so that no flood becomes its forwarder's. */
export const FORWARD_BURST = 800;
export const FORWARDS_EACH_SECOND = 80;

/** LEASEs of a link: those of 4,000 nodes that take a run every 20 s. Each costs the check of a signature. */
export const LEASE_BURST = 2_000;
export const LEASES_EACH_SECOND = 200;
/** HAVEs of a link: a node tells its news at most three times a second, and of thousands of journals when a link opens. */
export const HAVE_BURST = 200;
export const HAVES_EACH_SECOND = 20;
/** WANTs of a link: each is answered from the disk. */
export const WANT_BURST = 100;
export const WANTS_EACH_SECOND = 50;
/** PIECEs of a link: one is asked for when the one before has come. 50 a second are a megabyte. */
export const PIECE_BURST = 100;
export const PIECES_EACH_SECOND = 50;

/** Claims that wait for a test; a test is the dearest thing that a stranger can ask for. */
export const CLAIMS = 64;
export const CLAIMS_EACH_PEER = 4;
/** Claims that could not be decided, kept to be shown. */
export const UNVERIFIED_CLAIMS = 64;

/** Misbehaviour: points of one host, halved every 10 minutes, that end in a ban of an hour. */
export const BAN_POINTS = 100;
export const BAN_MS = 3_600_000;
export const FAULT_HALF_LIFE_MS = 600_000;
export const FAULT_HOSTS = 10_000;
