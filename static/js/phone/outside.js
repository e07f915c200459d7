// The log-in page: nobody is logged in, yet a phone that was reported lost drops its copy.
import { canKeep } from "./capable.js";
import { hearIfLost } from "./sending.js";

canKeep().then((keeps) => (keeps ? hearIfLost() : null)).catch(() => {});
