// Makes the parts of a node from its configuration. They know each other only through what is handed to them here.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { NodeConfig } from "../config.ts";
import { Core } from "../core/core.ts";
import type { Input } from "../core/core.ts";
import { createEngine } from "../engine/create-engine.ts";
import type { ProofEngine } from "../engine/engine.ts";
import type { Respond } from "../protocol/answer.ts";
import { parseMessage } from "../protocol/messages/parse.ts";
import type { Received } from "../protocol/messages/parse.ts";
import { TIMING } from "../protocol/routines.ts";
import { refutes } from "../search/exponents.ts";
import { dividesMersenne } from "../search/factor.ts";
import { Transport } from "../transport/transport.ts";
import { Checker } from "./checker.ts";
import type { Chronicle } from "./chronicle.ts";
import type { SystemClock } from "./clock.ts";
import type { Diary } from "./diary.ts";
import { EngineWork } from "./engine-work.ts";
import type { TransportPort } from "./ports.ts";
import { ProofFiles } from "./proof-files.ts";
import { Refusals } from "./refusals.ts";
import { TestPlans } from "./test-plans.ts";
import { Wire } from "./wire.ts";

/** Short tests asked for at once, for each that can run: small exponents are tested side by side, as many as lanes of one length are waiting. */
const ASKED_AHEAD = 12;

/** For the search's tests, and for what peers claim and prove, so that neither waits for the other. */
export type Engines = readonly [search: ProofEngine, claims: ProofEngine];

/** As much work may be lost when the machine stops: no more than a lease lasts. */
const SAVE_EVERY_SECONDS = 25;
const GIB = 2 ** 30;

export async function createEngines(config: NodeConfig, dataDir: string, onLog: (line: string) => void): Promise<Engines> {
	const { workers, threads, nice, memory } = config;
	const memoryMib = memory === null ? {} : { memoryMib: memory };
	const search = await createEngine({ workers, threads, nice, ...memoryMib, dataDir, onLog, saveEverySeconds: SAVE_EVERY_SECONDS });
	// A claim does not wait behind a proof.
	const claims = await createEngine({ workers: 2, threads: 1, nice, dataDir: join(dataDir, "claims"), onLog });
	return [search, claims];
}

interface CoreParts {
	readonly id: number;
	readonly key: string;
	readonly engines: Engines;
	readonly respond: Respond | undefined;
}

export function createCore(config: NodeConfig, { id, key, engines: [engine], respond }: CoreParts): Core {
	return new Core(
		{
			id,
			peers: config.peers,
			advertise: config.advertise,
			timing: {
				...TIMING,
				generateEveryMs: config["generate-every"],
				pingEveryMs: config["ping-every"],
				evictEveryMs: config["evict-every"],
				staleAfterMs: config["stale-after"],
			},
			primeTtl: config["prime-ttl"],
			firstMessageId: Math.floor(Date.now()),
			searches: config.workers > 0,
			search: config.search,
			hunt: {
				key,
				from: config.from,
				to: config.to,
				workers: config.workers,
				testsAtOnce: config.workers * ASKED_AHEAD,
				doubleCheck: config["double-check"],
			},
		},
		{
			random: Math.random,
			challenge: () => randomBytes(32).toString("base64url"),
			refutes,
			isFactor: dividesMersenne,
			secondsATest: (exponent) => engine.estimateSeconds(exponent),
			...(respond === undefined ? {} : { respond }),
		},
	);
}

export interface TransportDependencies {
	readonly chronicle: Chronicle;
	readonly diary: Diary;
	/** Whether what came gets through. */
	readonly admits: (received: Received) => boolean;
}

export function createTransport(
	config: NodeConfig,
	feed: (input: Input) => void,
	{ chronicle, diary, admits }: TransportDependencies,
): Transport {
	const limits = {
		linkLimit: config["max-links"],
		lineLimitBytes: config["max-line-kib"] * 1_024,
		linkQueueLimitBytes: config["max-queue-kib"] * 1_024,
	};
	const refusals = new Refusals({ counts: chronicle.counts, diary, now: () => performance.now() });
	return new Transport(
		{ host: config.host, port: config.port, limits, networkKey: config["network-key"] ?? undefined },
		{
			opened: (opened) => feed({ type: "opened", opened }),
			dialFailed: (address, reason) => feed({ type: "dial-failed", address, reason }),
			line: (link, line) => {
				const received = parseMessage(line);
				if (admits(received)) feed({ type: "received", link, received });
			},
			fault: (link, code) => feed({ type: "received", link, received: { kind: "fault", fault: { code } } }),
			closed: (link, reason) => {
				chronicle.counts.links_closed++;
				feed({ type: "closed", link, reason });
			},
			refused: (host, reason) => refusals.refused(host, reason),
		},
	);
}

export function createWire(transport: Transport, clock: SystemClock, feed: (input: Input) => void): Wire {
	return new Wire({
		transport: transportPort(transport),
		now: () => Date.now(),
		after: (forMs, call) => clock.after(forMs, call),
		hold: (isHeld) => clock.hold(isHeld),
		wake: () => feed({ type: "wake" }),
	});
}

function transportPort(transport: Transport): TransportPort {
	return {
		send: (to, message, urgency) => {
			const links = to.map(({ link }) => link);
			transport.send(links, message, urgency);
		},
		dial: (address) => transport.dial(address),
		trust: (link) => transport.trust(link),
		hangUp: (link, reason) => transport.hangUp(link, reason),
		ban: (host, forMs) => transport.ban(host, performance.now() + forMs),
	};
}

export interface WorkDependencies {
	readonly engines: Engines;
	readonly feed: (input: Input) => void;
	readonly diary: Diary;
	/** What the end of the node cuts off is no failure. */
	readonly isStopping: () => boolean;
}

/** They are checked beside the search, where claims are. */
export function createProofFiles(folder: string, config: NodeConfig, { engines, feed, diary, isStopping }: WorkDependencies): ProofFiles {
	const onFailure = (error: Error): void => {
		if (!isStopping()) diary.write("proof-failed", { reason: error.message });
	};
	return new ProofFiles({ folder, diskBytes: config["proof-disk"] * GIB }, { engine: engines[1], feed, onFailure });
}

export function createWork(config: NodeConfig, proofs: ProofFiles, { engines, feed, diary, isStopping }: WorkDependencies): EngineWork {
	const [engine, checkEngine] = engines;
	// A proof is for others: alone there are none.
	const proveAboveSeconds = config.search === "shared" ? config["prove-above"] : Number.POSITIVE_INFINITY;
	const secondsATest = (exponent: number): number => engine.estimateSeconds(exponent);
	const checker = new Checker({
		engine: checkEngine,
		onFailure: (error) => {
			if (!isStopping()) diary.write("check-failed", { err: error });
		},
	});
	return new EngineWork({
		engine,
		checker,
		proofs,
		plans: new TestPlans({ kind: config.kind, proveAboveSeconds }, { secondsATest, proofs }),
		events: {
			answered: (answer) => feed(answer),
			failed: (error) => diary.write("search-failed", { err: error }),
			verdict: (exponent, verdict) => feed({ type: "verdict", exponent, verdict }),
			broken: (error) => {
				setImmediate(() => {
					throw error;
				});
			},
		},
	});
}
