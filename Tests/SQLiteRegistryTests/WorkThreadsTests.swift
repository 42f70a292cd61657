import SQLiteRegistry
import Synchronization
import Testing

@Suite("Threads for work that blocks", .timeLimit(.minutes(5)))
struct WorkThreadsTests {
    @Test("one thread does the work in order, and each caller gets its own answer")
    func order() async throws {
        let threads = WorkThreads(maximum: 1)
        let seen = Box<[Int]>([])
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask { try await threads.run { seen.value.withLock { $0.append(number) }; return number } }
            }
            var answers: Set<Int> = []
            for try await answer in group { answers.insert(answer) }
            #expect(answers == Set(0..<200))
        }
        #expect(seen.value.withLock { $0.count } == 200)
    }

    private final class Box<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: Value) { self.value = Mutex(value) }
    }

    @Test("an error reaches the one who asked")
    func failure() async {
        struct Refused: Error {}
        await #expect(throws: Refused.self) { try await WorkThreads(maximum: 2).run { throw Refused() } }
    }

    @Test("tasks that prefer them run there, through many suspensions, also when they wait for each other's work")
    func tasks() async {
        let threads = WorkThreads(maximum: 3)
        let sums = await withTaskGroup(of: Int.self) { group in
            for start in 0..<50 {
                group.addTask(executorPreference: threads) {
                    var sum = start
                    for _ in 0..<20 {
                        await Task.yield()
                        sum += (try? await threads.run { 1 }) ?? 0
                    }
                    return sum
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sums == (0..<50).reduce(0, +) + 50 * 20)
    }

    @Test("they end with their owner, whatever they were doing")
    func ending() async throws {
        for _ in 0..<100 {
            let threads = WorkThreads(maximum: 2)
            #expect(try await threads.run { 7 } == 7)
        }
    }

    @Test("tasks may be the last that hold them, however late the one who woke them comes back from doing so")
    func lastHolders() async {
        let others = WorkThreads(maximum: 4)
        var sum = 0
        for _ in 0..<120 {
            var tasks: [Task<Int, Never>] = []
            do {
                let threads = WorkThreads(maximum: 4)
                for _ in 0..<6 {
                    tasks.append(
                        Task.detached(executorPreference: threads) {
                            var sum = 0
                            for _ in 0..<3 { sum += (try? await others.run { 1 }) ?? 0 }
                            return sum
                        })
                }
            }
            for task in tasks { sum += await task.value }
        }
        #expect(sum == 120 * 18)
    }
}
