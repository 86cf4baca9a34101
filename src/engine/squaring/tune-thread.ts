// A worker thread that times the transforms of one exponent and ends.
import { parentPort, workerData } from "node:worker_threads";
import { tune, type TuneOptions } from "./tune.ts";

const { exponent, options }: { readonly exponent: number; readonly options: TuneOptions } = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(tune(exponent, options));
