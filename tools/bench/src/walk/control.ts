/** A process that does nothing: how long its event loop waits is the machine's doing. Tells its memory when asked to. */
process.send?.({ rss: process.memoryUsage.rss() });
setInterval(() => undefined, 1000);
