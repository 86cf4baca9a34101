// Every bound and period of the shared search, each with its reason. How they were chosen by simulation stands in docs/SEARCH.md.

/** Exponents below are tested by everybody alone: each takes under a millisecond or two, less than a word about it. */
export const SOLO_LIMIT = 4_096;

/** A node takes about so much work at a time, by its own measured speed ... */
export const RUN_MS = 20_000;
/** ... and more of it when less than this is left, so that its engine never waits. */
export const RUN_LEFT_MS = 5_000;
/** Near the end of a bounded hunt a run is this share of what is left for each node, so that all end together. */
export const RUN_SHARE_OF_REST = 1 / 4;

/** A lease that is not renewed ends after this: three runs, so that a slow moment loses nothing, and a dead node's work is soon free. */
export const LEASE_SECONDS = 60;
/** It is renewed, while work goes on, after this part of it. */
export const LEASE_RENEWED_AFTER = 1 / 2;
/** No lease is honoured for longer, whatever it says. */
export const LONGEST_LEASE_SECONDS = 3_600;
/** Cells of one lease: a run of the fastest machine at the smallest exponents. */
export const LEASE_CELLS = 64;
/** It is told to so many partners, chosen anew at each hop: 2 in 1,000 miss it, whom its renewal reaches. */
export const LEASE_FANOUT = 6;
/** Hops of a LEASE: enough for 10,000 nodes of degree 8, with a few to spare. */
export const LEASE_TTL = 8;
/** Leases of other keys that are remembered. */
export const LEASES = 4_096;
/** The next run is chosen among so many times as many free cells as others hold: a wide window leaves cells behind, a narrow one makes two take one. */
export const WINDOW_RUNS = 1;
/** Of that window, strangers together may keep this part from those who are known. */
export const WINDOW_FOR_STRANGERS = 1 / 2;

/** What was settled is written into the journal when so much has passed: as much as a kill may cost, and no more pages than needed. */
export const PAGE_EVERY_MS = 5_000;

/** Heads of journals in one HAVE: 16 KiB. */
export const HEADS = 256;
/** Pages asked for at once: a quarter of what may wait on a link. */
export const PAGES_WANTED = 8;
/** Requests under way on one link, and in all. */
export const WANTS_EACH_LINK = 2;
export const WANTS = 16;
/** A request that brings nothing for so long is given to another. */
export const WANT_TIMEOUT_MS = 10_000;
/** News of pages is collected for so long: one message tells of many, and who heard of a page from others is not told again. */
export const TELL_AFTER_MS = 300;
/** Journals that are looked at for a request at one time: many may wait for partners that are busy. */
export const BEHIND_LOOKS = 256;
/** News is told to so many partners that have not told it: who is missed compares, or hears the next news. */
export const NEWS_FANOUT = 4;
/** One random peer is told of all journals so often. */
export const COMPARE_EVERY_MS = 30_000;

/** Once all is settled, the others have so long to end their work and to take what this node has for them: as long as a lease. */
export const LAST_WORD_MS = 60_000;

/** Journals that are known at all; keys that do not count make place for newer ones. */
export const JOURNALS = 10_000;
/** Pages of keys that do not count, of all and of each: a million records, and of one key as many as a machine makes in weeks. */
export const STRANGERS_BYTES = 64 * 1_048_576;
export const STRANGER_BYTES = 4 * 1_048_576;
/** Pages and proofs asked for on one link because it told of another history: its word alone must not make a node read its whole ledger. */
export const SUSPICIONS_EACH_LINK = 64;
/** Who has to make place leaves so much of it free, so that this is rare. */
export const STRANGERS_FREED = 1 / 16;
/** Keys that had to make place and are remembered: their pages are not asked for again before there are more of them. */
export const FORGOTTEN = 16_384;

/** Of a proof's file that many bytes are asked for at once: 32 KiB on a line. */
export const PROOF_PIECE_BYTES = 24_576;
/** Proofs of others, and of one's own, that are kept in mind while nobody is known to have checked them. */
export const PROOFS = 1_024;
/** After so long without a word that a proof was checked, it is the next one's turn: it is fetched and checked sooner, as a rule. */
export const PROOF_PATIENCE_MS = 30_000;
/** At the end of a hunt a node waits so long for others to check its proofs. */
export const PROOF_LINGER_MS = 60_000;

/** Records of a key that must prove right, by those who are trusted already, before it counts as known: 5 cost a young network twice the tests. */
export const KNOWN_AFTER = 3;
/** A check that would take longer than this is not made to get to know somebody. */
export const LONGEST_CHECK_MS = 60_000;
/** Of the records of a known key this share is tested again, by somebody. */
export const DOUBLE_CHECK_SHARE = 1 / 20;
/** A stranger's word holds an exponent for so long, and for so many times as long as a test of it takes here: time to get to know it. */
export const CLAIM_MS = 120_000;
export const CLAIM_TESTS = 15;
/** So long even where nothing else is left: a stranger is known after seconds, as a rule. */
export const FRESH_CLAIM_MS = 15_000;
/** Exponents that one stranger's word may hold, and all strangers' together. */
export const CLAIMS_EACH_KEY = 1_024;
export const CLAIMS_IN_ALL = 65_536;
/** Checks that wait for their turn. */
export const CHECKS = 4_096;
/** A dispute that nobody settled in this time may be taken by anybody. */
export const DISPUTE_PATIENCE_MS = 120_000;
