import CZlib
import Synchronization

/// What came out of decompression.
package enum InflateResult: Hashable, Sendable {
    case bytes([UInt8])
    /// More than the limit; nothing was kept.
    case tooBig
    /// Not a zlib stream, or it breaks off.
    case corrupt
}

/// zlib (RFC 1950) as Python's module uses it: level 6, the default window and memory, so that the bytes are Flask's wherever
/// the two use the same zlib.
package enum Zlib {
    private static let deflaters = StreamPool(.deflate)
    private static let inflaters = StreamPool(.inflate)

    /// Python's `zlib.compress(bytes)`; `nil` if zlib has no memory.
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { bytes in compress(bytes) { Array($0) } }
    }

    /// Hands on Python's `zlib.compress(bytes)`; `nil` if zlib has no memory.
    static func compress<Result>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard bytes.count < Int(Int32.max), let stream = deflaters.take() else { return nil }
        defer { deflaters.give(stream) }
        let bound = Int(deflateBound(stream.pointer, UInt(bytes.count)))
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bound) { out in
            stream.pointer.pointee.read(bytes)
            stream.pointer.pointee.write(out)
            guard deflate(stream.pointer, Z_FINISH) == Z_STREAM_END else { return nil }
            return body(UnsafeBufferPointer(rebasing: out[..<(out.count - Int(stream.pointer.pointee.avail_out))]))
        }
    }

    /// Python's `zlib.decompress(bytes)`, stopped once more than `limit` bytes have come out. What follows the stream's end is
    /// ignored, as Python does.
    package static func inflate(_ bytes: [UInt8], limit: Int) -> InflateResult {
        bytes.withUnsafeBufferPointer { inflate($0, limit: limit) }
    }

    static func inflate(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> InflateResult {
        guard bytes.count < Int(Int32.max), limit >= 0, limit < Int(Int32.max), let stream = inflaters.take() else {
            return .corrupt
        }
        defer { inflaters.give(stream) }
        var capacity = min(limit, max(256, bytes.count * 4)) + 1
        var out: [UInt8] = []
        stream.pointer.pointee.read(bytes)
        while true {
            var status: Int32 = Z_OK
            let piece = [UInt8](unsafeUninitializedCapacity: capacity - out.count) { buffer, count in
                stream.pointer.pointee.write(buffer)
                status = CZlib.inflate(stream.pointer, Z_NO_FLUSH)
                count = buffer.count - Int(stream.pointer.pointee.avail_out)
            }
            let stuck = piece.count < capacity - out.count
            if out.isEmpty { out = piece } else { out += piece }
            if out.count > limit { return .tooBig }
            if status == Z_STREAM_END { return .bytes(out) }
            // Room is left and the stream has not ended: the input broke off.
            guard status == Z_OK, !stuck else { return .corrupt }
            capacity = min(limit, capacity * 2) + 1
        }
    }
}

extension z_stream {
    /// zlib does not write to its input, though its interface would let it.
    fileprivate mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        avail_in = UInt32(bytes.count)
    }

    fileprivate mutating func write(_ out: UnsafeMutableBufferPointer<UInt8>) {
        next_out = out.baseAddress
        avail_out = UInt32(out.count)
    }
}

/// zlib streams that are kept for the next use: setting one up costs more than a session cookie's compression.
private final class StreamPool: Sendable {
    enum Kind: Sendable { case deflate, inflate }

    private let kind: Kind
    private let idle = Mutex<[Stream]>([])
    /// As many as cores are likely to use at once; more are made and thrown away.
    private static let maximumIdle = 8

    init(_ kind: Kind) { self.kind = kind }

    func take() -> Stream? {
        if let stream = idle.withLock({ $0.popLast() }) { return stream }
        return Stream(kind)
    }

    func give(_ stream: Stream) {
        guard stream.reset() else { return }
        idle.withLock { if $0.count < Self.maximumIdle { $0.append(stream) } }
    }

    /// Unchecked: a stream belongs to the pool or to the one call that took it, never to two at once.
    final class Stream: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<z_stream>
        private let kind: Kind

        init?(_ kind: Kind) {
            pointer = .allocate(capacity: 1)
            pointer.initialize(to: z_stream())
            self.kind = kind
            let status =
                switch kind {
                case .deflate: rollcall_deflate_init(pointer, Z_DEFAULT_COMPRESSION)
                case .inflate: rollcall_inflate_init(pointer)
                }
            // On failure `deinit` runs; ending a stream that was not set up is refused by zlib and harmless.
            guard status == Z_OK else { return nil }
        }

        func reset() -> Bool {
            switch kind {
            case .deflate: deflateReset(pointer) == Z_OK
            case .inflate: inflateReset(pointer) == Z_OK
            }
        }

        deinit {
            switch kind {
            case .deflate: deflateEnd(pointer)
            case .inflate: inflateEnd(pointer)
            }
            pointer.deinitialize(count: 1)
            pointer.deallocate()
        }
    }
}
