// The way of one PRIME in words: who told whom, at which hop, after how many milliseconds, and why it went no further.
import { useEffect } from "preact/hooks";
import { clock, milliseconds, plural } from "../format.ts";
import { hopsOf, type NumberedHop, type Path } from "../model/paths.ts";
import { spreadOf } from "../model/spread.ts";
import { stopOf } from "../model/stops.ts";
import type { Store } from "../model/store.ts";
import { Mersenne } from "./mersenne.tsx";

interface PathPanelProps {
	readonly store: Store;
	readonly path: Path;
	readonly onClose: () => void;
	readonly onPlay: () => void;
}

export function PathPanel({ store, path, onClose, onPlay }: PathPanelProps) {
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if (event.key === "Escape") onClose();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, [onClose]);
	const hops = hopsOf(path);
	return (
		<section class="panel path-panel" aria-label={`Path of PRIME ${path.exponent ?? ""} from ${path.originator}`}>
			<div class="path-head">
				<h2>
					The way of <Mersenne exponent={path.exponent ?? 0} />
				</h2>
				<button type="button" class="small" onClick={onPlay}>
					Play again
				</button>
				<button type="button" class="small" onClick={onClose}>
					Close
				</button>
			</div>
			<p>{summary(path, hops, store)}</p>
			<div class="scroll" tabIndex={0} role="region" aria-label="Every copy of this message">
				<table>
					<thead>
						<tr>
							<th scope="col">Hop</th>
							<th scope="col">From</th>
							<th scope="col">To</th>
							<th scope="col">TTL</th>
							<th scope="col">After</th>
							<th scope="col">There</th>
						</tr>
					</thead>
					<tbody>
						{hops.map((hop) => (
							<tr
								key={`${hop.from}>${hop.to}:${hop.ttl} ${hop.isLater}`}
								class={hop.duplicate ? "duplicate" : ""}
								data-hop={`${hop.from}>${hop.to}:${hop.ttl}`}
							>
								<td>{hop.isLater ? "\u2013" : hop.number}</td>
								<td>{hop.from}</td>
								<td>{hop.to}</td>
								<td>{hop.ttl}</td>
								<td>{hop.after === null ? "" : milliseconds(hop.after)}</td>
								<td>{remark(hop, path.originator, store)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

function summary(path: Path, hops: readonly NumberedHop[], store: Store): string {
	const spread = spreadOf(path, store.links, (id) => store.isWatched(id));
	if (spread === null)
		return `The flood of message ${path.id} from ${path.originator} was over before this page looked; this is what was told later.`;
	const { reached, seconds, messages, least, leastSeconds } = spread;
	const firsts = hops.filter((hop) => !hop.isLater && hop.receivedAt !== null && !hop.duplicate);
	const deepest = Math.max(0, ...firsts.map((hop) => hop.number));
	const leastTime = leastSeconds === null ? "" : ` and ${milliseconds(leastSeconds)}`;
	return (
		`${path.originator} announced it at ${clock(path.firstAt)} as message ${path.id}. ` +
		`It reached ${plural(reached, "node")} in ${plural(deepest, "hop")} and ${milliseconds(seconds ?? 0)}, with ${plural(messages, "message")}. ` +
		`The least in this network: ${plural(least.reached, "node")} in ${plural(least.hops, "hop")}${leastTime}, with ${plural(least.reached, "message")}; a flood sends ${least.messages}.`
	);
}

function remark(hop: NumberedHop, originator: number, store: Store): string {
	if (hop.receivedAt === null) return store.isWatched(hop.to) ? "not seen to arrive" : "foreign";
	const stop = stopOf(hop, originator, store.linkedTo(hop.to));
	const told = hop.isLater ? ", told later" : "";
	if (stop === null) return `new, passed on${told}`;
	return stop === "seen before" ? `${stop}${told}` : `new, ends: ${stop}${told}`;
}
