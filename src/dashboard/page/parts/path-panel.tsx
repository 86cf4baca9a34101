// The way of one PRIME in words: who told whom, at which hop, after how many milliseconds, and where it was a duplicate.
import { useEffect } from "preact/hooks";
import { clock, milliseconds, plural } from "../format.ts";
import type { NumberedHop, Path } from "../model/paths.ts";
import { Mersenne } from "./mersenne.tsx";

interface PathPanelProps {
	readonly path: Path;
	readonly hops: readonly NumberedHop[];
	readonly onClose: () => void;
	readonly onPlay: () => void;
}

export function PathPanel({ path, hops, onClose, onPlay }: PathPanelProps) {
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if (event.key === "Escape") onClose();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, [onClose]);
	const flooded = hops.filter((hop) => !hop.isLater);
	const firsts = flooded.filter((hop) => hop.receivedAt !== null && !hop.duplicate);
	const last = Math.max(0, ...firsts.map((hop) => hop.after ?? 0));
	const deepest = Math.max(0, ...firsts.map((hop) => hop.number));
	const reached = plural(new Set(firsts.map((hop) => hop.to)).size, "node");
	const copies = plural(flooded.filter((hop) => hop.duplicate).length, "copy", "copies");
	return (
		<section class="path-panel" aria-label={`Path of PRIME ${path.exponent ?? ""} from ${path.originator}`}>
			<div class="path-head">
				<h3>
					The way of <Mersenne exponent={path.exponent ?? 0} />
				</h3>
				<button type="button" onClick={onPlay}>
					Play again
				</button>
				<button type="button" onClick={onClose}>
					Close
				</button>
			</div>
			<p>
				{flooded.length === 0
					? `The flood of message ${path.id} from ${path.originator} was over before this page looked; this is what was told later.`
					: `${path.originator} announced it at ${clock(path.firstAt)} as message ${path.id}. It reached ${reached} in ${plural(deepest, "hop")} and ${milliseconds(last)}; ${copies} came to a node that knew it already.`}
			</p>
			<div class="scroll" tabIndex={0} role="region" aria-label="Every copy of this message">
				<table>
					<thead>
						<tr>
							<th scope="col">Hop</th>
							<th scope="col">From</th>
							<th scope="col">To</th>
							<th scope="col">TTL</th>
							<th scope="col">After</th>
							<th scope="col" />
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
								<td>{remark(hop)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

function remark(hop: NumberedHop): string {
	if (hop.receivedAt === null) return "not seen to arrive";
	const news = hop.duplicate ? "duplicate" : "new";
	return hop.isLater ? `${news}, told later` : news;
}
