import RollcallSupport
import RollcallUI
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Terminal

/// Carries out the model's requests in tasks. Used by the screen's thread only; the tasks post their answers.
final class RequestRunner {
    private let world: RequestWorld
    private let threads: WorkThreads
    private let mailbox: Mailbox<ScreenLoop.Message>
    private var running: [Generation: (task: Task<Void, Never>, request: Request)] = [:]

    init(door: StoreDoor, threads: WorkThreads, options: InteractiveOptions, mailbox: Mailbox<ScreenLoop.Message>) {
        world = RequestWorld(door: door, keys: options.keys, keyProblem: options.keyProblem)
        self.threads = threads
        self.mailbox = mailbox
    }

    func start(_ request: Request, _ generation: Generation) {
        let (world, mailbox) = (world, mailbox)
        let progress = ProgressPost(generation: generation, mailbox: mailbox)
        let task = Task.detached(executorPreference: threads) {
            let result: Result<Answer, StoreError>
            do throws(StoreError) {
                result = .success(try await world.answer(request, progress: progress))
            } catch {
                result = .failure(error)
            }
            mailbox.post(.event(.answer(generation, result, at: SystemClock.now())))
        }
        running[generation] = (task, request)
    }

    func cancel(_ generation: Generation) {
        if let entry = running[generation], entry.request.stops { entry.task.cancel() }
    }

    func finished(_ generation: Generation) { running[generation] = nil }

    func cancelAll() {
        // Who leaves while something is revoked or restored has not asked for that to stop.
        for entry in running.values where entry.request.stops && !entry.request.isAct { entry.task.cancel() }
    }
}

extension Request {
    fileprivate var isAct: Bool {
        switch self {
        case .revoke, .restore: true
        default: false
        }
    }

    /// Whether it ends when it is cancelled. Revoking and restoring stop between two batches, and the answer says what was done by
    /// then; other changes are over in a moment and run on: half of one done and nobody told would be worse.
    fileprivate var stops: Bool {
        switch self {
        case .health(.purge): false
        case .sessions, .sessionDetail, .tokens, .tokenDetail, .countSessions, .countTokens, .countSessionsBefore,
            .countTokensBefore, .changeToken, .preview, .fix, .audit, .health, .cookies, .export, .revoke,
            .restore, .previewRestore:
            true
        case .record, .release, .lab:
            false
        }
    }
}
