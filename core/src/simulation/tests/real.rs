//! A real registry for one test. What the other packages' tests start knows another core than
//! this one, which may make permits.

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::PathBuf,
    process::{self, Child, Command, Stdio},
    thread,
    time::Duration,
};

/// A running `docker-registry` that deletes. It ends with this, and its folder goes.
pub(super) struct Real {
    process: Child,
    folder: PathBuf,
    pub(super) origin: String,
}

impl Real {
    pub(super) fn start(name: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let folder = env::temp_dir().join(format!("porthole-{name}-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("config.yml");
        let configuration = format!(
            "version: 0.1\nlog:\n  level: error\n  accesslog:\n    disabled: true\nstorage:\n  \
             filesystem:\n    rootdirectory: {}\n  delete:\n    enabled: true\nhttp:\n  addr: \
             127.0.0.1:{port}\n",
            folder.join("storage").display()
        );
        fs::write(&file, configuration).unwrap();
        let process = Command::new("docker-registry")
            .arg("serve")
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut real = Self {
            process,
            folder,
            origin: format!("http://127.0.0.1:{port}"),
        };
        real.wait(port);
        real
    }

    fn wait(&mut self, port: u16) {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(self.process.try_wait().unwrap().is_none(), "it ended");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
