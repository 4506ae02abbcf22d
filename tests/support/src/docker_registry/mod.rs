//! A real registry: the `docker-registry` of Debian, in a folder of its own, for one test.

mod configuration;
mod pasted;

use std::{
    env,
    fs::{self, File},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

pub use self::configuration::{Access, Configuration, Cors, TokenAccess};
use self::configuration::{INSTANCE, Place};
use crate::{
    image::Manifest,
    push::{PushError, Pusher},
    users::USERS,
};

/// How often a starting registry is asked whether it is there, and how long between.
const QUESTIONS: u32 = 1_000;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(20);

/// How many ports are tried, for a free port may be taken before the registry has it.
const PORTS_TRIED: u32 = 5;

/// What a password costs: the least that there is.
const BCRYPT_COST: u32 = 4;

/// How many bytes must be free in memory for a registry to be kept there.
const ROOM: u64 = 1 << 30;

/// A running `docker-registry`. It ends, and its folder goes, when this is dropped.
pub struct DockerRegistry {
    process: Child,
    folder: TempDir,
    port: u16,
    origin: String,
    pusher: Pusher,
}

impl DockerRegistry {
    /// Starts a registry on a free port.
    pub fn start(configuration: impl Into<Configuration>) -> Self {
        let configuration = configuration.into();
        let mut reason = String::new();
        for _ in 0..PORTS_TRIED {
            match Self::start_on(free_port(), configuration.clone()) {
                Ok(registry) => return registry,
                Err(error) => reason = error.to_string(),
            }
        }
        panic!("docker-registry does not start: {reason}")
    }

    /// Starts a registry on a port.
    ///
    /// # Errors
    /// When the port is taken, `docker-registry` is missing, or it cannot read its configuration.
    pub fn start_on(port: u16, configuration: impl Into<Configuration>) -> io::Result<Self> {
        let folder = TempDir::with_prefix_in(
            "docker-registry-",
            spacious_memory().unwrap_or_else(env::temp_dir),
        )?;
        let process = serve(folder.path(), port, &configuration.into())?;
        let origin = format!("http://127.0.0.1:{port}");
        let pusher = Pusher::new(&origin);
        let mut registry = Self {
            process,
            folder,
            port,
            origin,
            pusher,
        };
        registry.wait()?;
        Ok(registry)
    }

    /// Ends it, and starts it again on its port and with what it holds.
    ///
    /// # Errors
    /// When it cannot read its configuration. Then it stands still.
    pub fn restart(&mut self, configuration: impl Into<Configuration>) -> io::Result<()> {
        self.end();
        self.process = serve(self.folder.path(), self.port, &configuration.into())?;
        self.wait()
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its host and port, as references name them.
    pub fn host(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }

    /// The folder in which it keeps blobs, repositories and uploads.
    pub fn storage(&self) -> PathBuf {
        self.folder.path().join("storage/docker/registry/v2")
    }

    /// What pushes to it, for more than one image.
    pub fn pusher(&self) -> &Pusher {
        &self.pusher
    }

    /// Pushes a manifest, and all that it refers to, under a tag.
    ///
    /// # Errors
    /// When the registry refuses.
    pub async fn push(
        &self,
        repository: &str,
        tag: &str,
        manifest: &Manifest,
    ) -> Result<(), PushError> {
        self.pusher.push(repository, tag, manifest).await
    }

    fn wait(&mut self) -> io::Result<()> {
        let instance = instance(self.folder.path());
        for _ in 0..QUESTIONS {
            if self.process.try_wait()?.is_some() {
                break;
            }
            if answers(self.port, &instance) {
                return Ok(());
            }
            thread::sleep(BETWEEN_QUESTIONS);
        }
        let said = fs::read_to_string(self.folder.path().join("log"))?;
        Err(io::Error::other(said))
    }

    fn end(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for DockerRegistry {
    fn drop(&mut self) {
        self.end();
    }
}

fn instance(folder: &Path) -> String {
    folder.display().to_string()
}

fn serve(folder: &Path, port: u16, configuration: &Configuration) -> io::Result<Child> {
    let place = Place {
        port,
        storage: &folder.join("storage"),
        instance: &instance(folder),
        htpasswd: folder.join("htpasswd"),
        certificate: folder.join("certificate.pem"),
    };
    match &configuration.access {
        Access::Open => {}
        Access::Htpasswd => fs::write(&place.htpasswd, htpasswd()?)?,
        Access::Token(token) => fs::write(&place.certificate, &token.certificate)?,
    }
    let file = folder.join("config.yml");
    fs::write(&file, configuration.file(&place))?;
    let log = File::create(folder.join("log"))?;
    Command::new("docker-registry")
        .arg("serve")
        .arg(file)
        .envs(&configuration.environment)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
}

/// Names and passwords as distribution reads them.
fn htpasswd() -> io::Result<String> {
    let lines = USERS.map(|user| {
        let hash = bcrypt::hash(user.password, BCRYPT_COST).map_err(io::Error::other)?;
        Ok(format!("{}:{hash}\n", user.name))
    });
    lines.into_iter().collect()
}

/// Where files lie in memory, if that has room: a registry waits for the disk at every file that
/// it writes, and a repository is many.
fn spacious_memory() -> Option<PathBuf> {
    let memory = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(memory).ok()?;
    (room.f_bavail * room.f_frsize >= ROOM).then(|| memory.to_owned())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("this machine has a free port").port()
}

/// Whether the registry that answers on the port is the one that was started here.
fn answers(port: u16, instance: &str) -> bool {
    let ask = || -> io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /v2/ HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains(&format!("{INSTANCE}: {instance}")))
}
