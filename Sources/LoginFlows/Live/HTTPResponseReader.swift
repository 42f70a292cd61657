/// Reads one HTTP/1.1 answer as it comes in (RFC 9112). Pure, and bounded: what a live application sends is not trusted.
public struct HTTPResponseReader: Sendable {
    public static let longestHead = 64 << 10
    public static let longestBody = 4 << 20

    private let isHead: Bool
    private var buffer: [UInt8] = []
    private var at = 0
    private var phase = Phase.head
    private var response = LiveResponse(status: 0)

    private enum Phase: Hashable {
        case head
        /// So many bytes are still to come.
        case sized(Int)
        case untilClose
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
        case complete
    }

    /// - Parameter method: an answer to `HEAD` has no body.
    public init(answerTo method: FlowRequest.Method) { isHead = method == .head }

    /// Takes what has arrived.
    ///
    /// - Returns: the answer, once it is whole.
    public mutating func feed(_ bytes: some Sequence<UInt8>) throws(FlowError) -> LiveResponse? {
        buffer.append(contentsOf: bytes)
        while try advance() {}
        buffer.removeFirst(at)
        at = 0
        return phase == .complete ? response : nil
    }

    /// The other side has closed the connection.
    public mutating func end() throws(FlowError) -> LiveResponse {
        guard phase == .untilClose || phase == .complete else {
            throw FlowError("The application closed the connection before its answer was whole.")
        }
        return response
    }

    /// Whether something was done, and more may be.
    private mutating func advance() throws(FlowError) -> Bool {
        switch phase {
        case .complete: return false
        case .head: return try readHead()
        case .sized(let left):
            let taken = try takeBody(left)
            phase = taken == left ? .complete : .sized(left - taken)
            return taken == left
        case .untilClose:
            _ = try takeBody(.max)
            return false
        case .chunkSize:
            guard let line = try takeLine() else { return false }
            let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
            guard !digits.isEmpty, digits.count <= 8, let size = Int(String(decoding: digits, as: UTF8.self), radix: 16),
                size >= 0
            else { throw Self.malformed("the size of a chunk") }
            phase = size == 0 ? .trailer : .chunk(size)
            return true
        case .chunk(let left):
            let taken = try takeBody(left)
            phase = taken == left ? .chunkEnd : .chunk(left - taken)
            return taken == left
        case .chunkEnd:
            guard let line = try takeLine() else { return false }
            guard line.isEmpty else { throw Self.malformed("the end of a chunk") }
            phase = .chunkSize
            return true
        case .trailer:
            guard let line = try takeLine() else { return false }
            if line.isEmpty { phase = .complete }
            return true
        }
    }

    private static func malformed(_ what: String) -> FlowError {
        FlowError("The application's answer is not HTTP/1.1: \(what) cannot be read.")
    }

    private mutating func takeBody(_ most: Int) throws(FlowError) -> Int {
        let count = min(most, buffer.count - at)
        guard response.body.count + count <= Self.longestBody else {
            throw FlowError("The application's answer is longer than \(Self.longestBody >> 20) MiB.")
        }
        response.body += buffer[at..<(at + count)]
        at += count
        return count
    }

    /// A line without its end; `nil` if it is not whole yet.
    private mutating func takeLine() throws(FlowError) -> ArraySlice<UInt8>? {
        guard let end = buffer[at...].firstIndex(of: 0x0A) else {
            guard buffer.count - at <= Self.longestHead else { throw Self.malformed("an endless line") }
            return nil
        }
        var line = buffer[at..<end]
        at = end + 1
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    // MARK: The head

    private mutating func readHead() throws(FlowError) -> Bool {
        guard let end = headEnd() else {
            guard buffer.count - at <= Self.longestHead else {
                throw FlowError("The application's answer has more than \(Self.longestHead >> 10) KiB of headers.")
            }
            return false
        }
        guard end - at <= Self.longestHead else {
            throw FlowError("The application's answer has more than \(Self.longestHead >> 10) KiB of headers.")
        }
        guard let first = try takeLine() else { return false }
        let status = try Self.status(first)
        var headers: [FlowRequest.Field] = []
        while let line = try takeLine(), !line.isEmpty {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                !line[..<colon].contains(where: { $0 <= 0x20 || $0 == 0x7F })
            else { throw Self.malformed("a header") }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            let trimmed = value.prefix(value.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 - value.startIndex } ?? 0)
            headers.append(
                .init(String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: trimmed, as: UTF8.self)))
        }
        // 100 and 103 come before the answer.
        if (100..<200).contains(status) {
            guard status != 101 else { throw FlowError("The application switched to another protocol.") }
            return true
        }
        response = LiveResponse(status: status, headers: headers)
        try beginBody()
        return true
    }

    /// Behind the empty line, if it has come.
    private func headEnd() -> Int? {
        var isLineEmpty = false
        for place in at..<buffer.count {
            switch buffer[place] {
            case 0x0A:
                if isLineEmpty { return place + 1 }
                isLineEmpty = true
            case 0x0D: break
            default: isLineEmpty = false
            }
        }
        return nil
    }

    private static func status(_ line: ArraySlice<UInt8>) throws(FlowError) -> Int {
        let parts = line.split(separator: 0x20, maxSplits: 2)
        guard parts.count >= 2, ["HTTP/1.1", "HTTP/1.0"].contains(String(decoding: parts[0], as: UTF8.self)), parts[1].count == 3,
            parts[1].allSatisfy({ (0x30...0x39).contains($0) }), let status = Int(String(decoding: parts[1], as: UTF8.self)),
            status >= 100
        else { throw malformed("its first line") }
        return status
    }

    private mutating func beginBody() throws(FlowError) {
        if isHead || response.status == 204 || response.status == 304 {
            phase = .complete
            return
        }
        let codings = response.values(of: "transfer-encoding").map { $0.lowercased() }
        if !codings.isEmpty {
            guard codings == ["chunked"] else {
                throw FlowError("The application's answer has a transfer coding besides chunked.")
            }
            phase = .chunkSize
            return
        }
        let lengths = response.values(of: "content-length")
        guard let length = lengths.first else {
            phase = .untilClose
            return
        }
        guard lengths.allSatisfy({ $0 == length }), !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Self.malformed("its Content-Length")
        }
        guard let size = Int(length), size <= Self.longestBody else {
            throw FlowError("The application's answer is longer than \(Self.longestBody >> 20) MiB.")
        }
        phase = size == 0 ? .complete : .sized(size)
    }
}
