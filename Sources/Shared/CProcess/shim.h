// What Swift cannot import of the C library: prctl takes a variable number of arguments, malloc.h is not in its map.
#ifndef JDL_CPROCESS_SHIM_H
#define JDL_CPROCESS_SHIM_H

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// Neither core dumps nor other processes of the same user may see this process's memory; 0, or -1 and errno.
static inline int cprocess_hide_memory(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Lets buffers of up to 6 MiB be used again instead of being given back to the system and cleared for each message.
static inline void cprocess_reuse_buffers(void) {
    mallopt(M_MMAP_THRESHOLD, 6 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

#endif
