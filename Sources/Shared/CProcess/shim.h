// What Swift cannot import of the C library: prctl takes a variable number of arguments.
#ifndef JDL_CPROCESS_SHIM_H
#define JDL_CPROCESS_SHIM_H

#include <sys/prctl.h>
#include <sys/resource.h>

// Neither core dumps nor other processes of the same user may see this process's memory; 0, or -1 and errno.
static inline int cprocess_hide_memory(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

#endif
