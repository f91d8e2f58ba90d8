/** An idle process: delays of its event loop are the machine's. Reports its memory on request. */
process.send?.({ rss: process.memoryUsage.rss() });
setInterval(() => undefined, 1000);
