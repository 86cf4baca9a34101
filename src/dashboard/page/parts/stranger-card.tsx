// A node without HTTP, such as a learner's own: all that the others see of it.
import { clock, duration, grouped, plural } from "../format.ts";
import type { Stranger } from "../model/strangers.ts";
import { faultWords } from "./fault-words.ts";
import { strangerCondition } from "./knot.tsx";
import { MessageLog } from "./message-log.tsx";
import { Mersenne } from "./mersenne.tsx";
import { Still } from "./still.tsx";

interface StrangerCardProps {
	readonly stranger: Stranger;
	/** Unix seconds, whole. */
	readonly now: number;
	readonly selected: string | null;
	readonly onSelect: (key: string | null) => void;
}

export function StrangerCard({ stranger, now, selected, onSelect }: StrangerCardProps) {
	const { id, record, linked, heard, evictedBy, received, sent, found, faults } = stranger;
	const condition = strangerCondition(stranger);
	return (
		<article id={`stranger-${id}`} class={`panel card stranger ${condition}`} tabIndex={-1} aria-labelledby={`stranger-${id}-title`}>
			<header>
				<span class="lozenge" />
				<h3 id={`stranger-${id}-title`}>{id}</h3>
				<span class="soft">foreign: as the others see it</span>
				<span class={`pill ${condition}`}>{condition}</span>
			</header>
			<dl class="lines">
				<dt>Last word</dt>
				<dd>{heard === null ? "none yet" : `${duration(Math.max(0, now - heard))} ago`}</dd>
				<dt>Linked with</dt>
				<dd>
					{linked.length === 0 ? "nobody" : linked.join(", ")}
					{evictedBy.length > 0 && `; evicted by ${evictedBy.join(", ")}`}
				</dd>
				<dt>Messages</dt>
				<dd>{`${grouped(received)} from it, ${grouped(sent)} to it`}</dd>
				<dt>Found</dt>
				<dd>{found.length === 0 ? "nothing yet" : found.map((exponent) => <Mersenne key={exponent} exponent={exponent} />)}</dd>
				<dt>Faults</dt>
				<dd>
					{faults.length === 0
						? "none"
						: plural(
								faults.reduce((sum, { count }) => sum + count, 0),
								"fault",
							)}
				</dd>
			</dl>
			{faults.length > 0 && (
				<ul class="faults" aria-label={`Faults of ${id}`} tabIndex={faults.length > 3 ? 0 : undefined}>
					{faults.map(({ error, count, last, toldBy }) => (
						<li key={error} title={`${error}; told by ${toldBy.join(", ")}`}>
							{faultWords(error)} <span class="soft">{`${count === 1 ? "" : `${grouped(count)} times, last `}at ${clock(last)}`}</span>
						</li>
					))}
				</ul>
			)}
			<Still
				stamp={`${record.logRevision} ${selected}`}
				draw={() => <MessageLog node={record} selected={selected} onSelect={onSelect} />}
			/>
		</article>
	);
}
