import CProcess

/// How a process that ships blobs allocates.
package enum BufferReuse {
    /// Lets message buffers be used again; to be called once, before sockets are opened.
    ///
    /// A chunk of a blob is 4 MiB. By default such a buffer comes fresh from the system for every message, cleared page by
    /// page, which took more time than encryption.
    package static func begin() {
        cprocess_reuse_buffers()
    }
}
