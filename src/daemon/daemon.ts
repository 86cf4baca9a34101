// A running node: the composition, the only file that sees every folder. A failure of ours ends the process; a peer's fault never does.
import { join } from "node:path";
import { isLoopback } from "../address.ts";
import type { NodeConfig } from "../config.ts";
import type { Core, Input } from "../core/core.ts";
import type { NodeControl, NodeView } from "../dashboard/contract.ts";
import { startNodeHttp } from "../dashboard/serve.ts";
import type { RunningHttp } from "../dashboard/serve.ts";
import { openIdentity } from "../ledger/identity.ts";
import type { Identity } from "../ledger/identity.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { Respond } from "../protocol/answer.ts";
import type { Transport } from "../transport/transport.ts";
import { Acquaintances } from "./acquaintances.ts";
import { Chronicle } from "./chronicle.ts";
import { SystemClock } from "./clock.ts";
import { Diary } from "./diary.ts";
import type { EngineWork } from "./engine-work.ts";
import type { Logger } from "./log.ts";
import { Keeper, rememberedBy } from "./keeper.ts";
import { lasting } from "./lasting.ts";
import { nodeName } from "./names.ts";
import { held } from "./own-respond.ts";
import type { RespondFault } from "./own-respond.ts";
import { Pace, SAMPLE_EVERY_MS } from "./pace.ts";
import type { Work } from "./pace.ts";
import { createCore, createEngines, createProofFiles, createTransport, createWire, createWork } from "./parts.ts";
import type { Engines } from "./parts.ts";
import { Performer } from "./performer.ts";
import { Signer } from "./signer.ts";
import { Survey } from "./survey.ts";
import { createView } from "./view.ts";
import type { Wire, WireMessage } from "./wire.ts";
import { aboveOf } from "./snapshot.ts";

/** How often a search that finds nothing says that it goes on. */
const REPORT_EVERY_MS = 60_000;
/** A hunt that is done stays so for a moment: a last page of another may be on its way. */
const QUIET_MS = 1_000;

interface DaemonDependencies {
	readonly log: Logger;
	/** Of the program, for people. */
	readonly version: string;
	/** Answers the exercise's messages instead of this program. */
	readonly respond?: Respond | undefined;
	readonly ledger: Ledger;
	readonly identity: Identity;
	readonly engines: Engines;
}

export class Daemon {
	readonly #config: NodeConfig;
	readonly #id: number;
	readonly #name: string;
	readonly #version: string;
	readonly #core: Core;
	readonly #performer: Performer;
	readonly #transport: Transport;
	readonly #wire: Wire;
	readonly #engines: Engines;
	readonly #work: EngineWork;
	readonly #ledger: Ledger;
	readonly #identity: Identity;
	readonly #keeper: Keeper;
	readonly #chronicle = new Chronicle();
	readonly #acquaintances = new Acquaintances();
	readonly #pace = new Pace();
	readonly #clock = new SystemClock();
	readonly #diary: Diary;
	readonly #startedAt = this.#clock.now();
	#http: RunningHttp | null = null;
	#stopped: Promise<void> | null = null;
	#reporting: NodeJS.Timeout | undefined;
	#sampling: NodeJS.Timeout | undefined;

	/** Opens the engine, listens, and joins the network; rejects with the system's error where it cannot listen or write. */
	static async start(config: NodeConfig, dependencies: Pick<DaemonDependencies, "log" | "version" | "respond">): Promise<Daemon> {
		const dataDir = join(config["data-dir"], `node-${config.id ?? config.port}`);
		const onLog = (line: string): void => dependencies.log.warn({ engine: line }, "engine");
		const onReport = (line: string): void => dependencies.log.warn({ ledger: line }, "ledger");
		const ledger = await openLedger({ folder: dataDir, onReport });
		try {
			const forked = new Set(ledger.remembered.forks.map(({ key }) => key));
			const identity = openIdentity({ folder: dataDir, isForked: (key) => forked.has(key), onReport });
			const engines = await createEngines(config, dataDir, onLog);
			const daemon = new Daemon(config, { ...dependencies, ledger, identity, engines });
			await daemon.#open();
			return daemon;
		} catch (error) {
			await ledger.close();
			throw error;
		}
	}

	private constructor(config: NodeConfig, dependencies: DaemonDependencies) {
		const { log, version, ledger, identity, engines } = dependencies;
		this.#config = config;
		this.#version = version;
		this.#ledger = ledger;
		this.#identity = identity;
		this.#id = config.id ?? config.port;
		this.#name = config.name ?? nodeName(this.#id);
		this.#engines = engines;
		const people = { chronicle: this.#chronicle, acquaintances: this.#acquaintances };
		this.#diary = new Diary({ log, ...people, pace: this.#pace, now: this.#clock.now });
		const feed = (input: Input): void => this.#performer.feed(input);
		const onFault = (fault: RespondFault): void => this.#diary.write("respond-failed", fault);
		const respond = dependencies.respond && held(dependencies.respond, config.respond ?? "", onFault);
		this.#core = createCore(config, { id: this.#id, key: identity.publicKey, engines, respond });
		this.#transport = createTransport(config, feed, {
			chronicle: this.#chronicle,
			diary: this.#diary,
			admits: (received) => this.#wire.admits(received),
		});
		this.#wire = createWire(this.#transport, this.#clock, feed);
		const work = { engines, feed, diary: this.#diary, isStopping: () => this.#stopped !== null };
		const proofs = createProofFiles(join(config["data-dir"], `node-${this.#id}`, "proofs"), config, work);
		this.#work = createWork(config, proofs, work);
		this.#keeper = new Keeper({ ledger, feed, onFailure: (error) => this.#diary.write("ledger", { ledger: error.message }) });
		const crypto = new Signer({ identity, feed });
		this.#performer = new Performer(this.#core, {
			ports: { clock: this.#clock, engine: this.#work, ledger: this.#keeper, crypto, proofs, transport: this.#wire },
			observer: this.#diary,
		});
	}

	/** Resolves when the hunt has an end, it is reached, and the peers know it. */
	get done(): Promise<void> {
		return lasting(() => this.#core.isDone, QUIET_MS);
	}

	/** The way to its peers is slowed, held or cut, as a cluster's page wants it; onHeld hears how many messages a pause holds. */
	arrange(said: WireMessage, onHeld: (count: number) => void): void {
		this.#wire.onHeld = onHeld;
		this.#wire.take(said);
	}

	/** Resolves when this node's key is proved to have been used by another too: it can do nothing more under it. */
	get forked(): Promise<void> {
		return lasting(() => this.#core.shared?.isForked === true, 0);
	}

	/** Announces nothing more, saves tests under way, flushes and closes everything; any number of times. */
	stop(): Promise<void> {
		this.#stopped ??= this.#close();
		return this.#stopped;
	}

	async #open(): Promise<void> {
		const listening = await this.#transport.listen();
		const { http } = this.#config;
		try {
			if (http !== null)
				this.#http = await startNodeHttp({
					host: this.#config["http-host"],
					port: http,
					allowedHosts: this.#config["http-allow"],
					peerUrls: this.#config["http-peers"],
					view: this.#view(),
					control: this.#control(),
				});
		} catch (error) {
			await this.stop();
			throw error;
		}
		this.#diary.write("listening", { ...listening, name: this.#name, http: this.#http?.url ?? null, key: this.#identity.publicKey });
		if (!isLoopback(this.#config.host) && this.#config["network-key"] === null)
			this.#diary.write("open-to-all", { host: listening.host, hint: "whoever reaches the port can join; --network-key keeps others out" });
		this.#performer.feed({ type: "start", remembered: rememberedBy(this.#ledger, this.#identity.isNew) });
		await this.#keeper.tellRecords();
		this.#reporting = setInterval(() => this.#report(), REPORT_EVERY_MS).unref();
		this.#sample();
		this.#sampling = setInterval(() => this.#sample(), SAMPLE_EVERY_MS).unref();
	}

	/** What was settled and is in no page yet is written first: the ledger takes it before it closes. */
	async #close(): Promise<void> {
		clearInterval(this.#reporting);
		clearInterval(this.#sampling);
		this.#performer.feed({ type: "stop" });
		await new Promise((resolve) => setImmediate(resolve));
		this.#performer.stop();
		this.#wire.release();
		this.#clock.stop();
		this.#work.rest();
		await Promise.all([this.#transport.stop(), this.#http?.close(), ...this.#engines.map((engine) => engine.close())]);
		await this.#ledger.close();
		this.#diary.write("stopped", {});
	}

	/** Finds become rare: a sign of life for who reads the log. */
	#report(): void {
		void this.#tidy();
		this.#keeper.keepPeers(this.#core.node.answering, this.#clock.now());
		const above = aboveOf(this.#core);
		const exponent = this.#work.testing().find(({ purpose }) => purpose === "search")?.exponent ?? null;
		if (above === null) return;
		this.#diary.write("searching", { above, exponent, tests_done: this.#work.testsDone, squarings: this.#squarings() });
	}

	/** Saves that nobody will go on from, for another has settled their exponents. */
	async #tidy(): Promise<void> {
		for (const engine of this.#engines)
			await engine
				.tidy((exponent) => this.#core.isSettled(exponent))
				.catch((error: Error) => this.#diary.write("engine", { engine: error.message }));
	}

	#sample(): void {
		this.#pace.sample(this.#clock.now(), this.#done());
	}

	#view(): NodeView {
		const { from, to } = this.#config;
		const key = this.#identity.publicKey;
		const dependencies = { core: this.#core, pace: this.#pace, now: this.#clock.now, done: () => this.#done() };
		return createView({
			key,
			version: this.#version,
			survey: new Survey({ key, from, to }, dependencies),
			name: this.#name,
			id: this.#id,
			port: this.#config.port,
			workers: this.#config.workers,
			staleAfterMs: this.#config["stale-after"],
			startedAt: this.#startedAt,
			core: this.#core,
			chronicle: this.#chronicle,
			acquaintances: this.#acquaintances,
			work: this.#work,
			squarings: () => this.#squarings(),
			cpuSeconds: () => this.#engines.reduce((sum, engine) => sum + engine.cpuSeconds(), 0),
			transportStats: () => this.#transport.stats(),
		});
	}

	#control(): NodeControl {
		return {
			sleep: () => this.#performer.feed({ type: "sleep" }),
			wakeUp: () => this.#performer.feed({ type: "wake-up" }),
			reset: () => this.#performer.feed({ type: "reset" }),
		};
	}

	#done(): Work {
		return { tests: this.#work.testsDone, squarings: this.#squarings() };
	}

	#squarings(): number {
		return this.#engines.reduce((sum, engine) => sum + engine.squarings(), 0);
	}
}
