// What Swift needs from libzmq and cannot import by itself.
#ifndef JDL_CZEROMQ_SHIM_H
#define JDL_CZEROMQ_SHIM_H

#include <string.h>
#include <sys/eventfd.h>
#include <zmq.h>

// Debian builds libzmq without its draft interface, which hides this macro; the option itself is in the library
// since 4.3.0 (RFC 27: no handler for the ZAP domain means no connection).
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

// An event counter that never blocks and is not inherited by child processes; -1 and errno on failure.
static inline int czmq_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

// Overwrites memory in a way that the compiler may not remove.
static inline void czmq_wipe(void *bytes, size_t count) {
    explicit_bzero(bytes, count);
}

#endif
