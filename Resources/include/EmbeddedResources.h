#ifndef ROLLCALL_EMBEDDED_RESOURCES_H
#define ROLLCALL_EMBEDDED_RESOURCES_H

#include <stddef.h>

/// One file of this folder as it was when the program was built. `bytes` is not terminated by a zero.
typedef struct {
    /// The path within this folder: "users.json", "flows/remember.yaml".
    const char *name;
    const unsigned char *bytes;
    size_t count;
} rollcall_resource;

/// How many files are embedded.
size_t rollcall_resource_count(void);

/// The file at `index`, in the order of their names; all fields are zero if `index` is beyond the last.
rollcall_resource rollcall_resource_at(size_t index);

#endif
